"""Solomon's instances as routing problems, and the optima that are published for them.

There are two conventions, which must not be mixed. Here it is the one of the exact methods: the
total distance is made small, and each distance is cut after its first decimal.
"""

from math import hypot
from pathlib import Path
from uuid import UUID

from app.schedules.routing.models import (
    PlannableVisit,
    RoutingProblem,
    StartWindow,
    WorkShift,
)

#: A unit of the instances in ours: all becomes whole numbers.
UNIT = 10
SIZES = (25, 50, 100)
#: Optima by the number of customers, the first of the file. Those of 25 were proven in many places;
#: all are in `OptimalSolutions.java` of christianmaxmike/ALNS-VRPTW-FL, taken from the literature.
OPTIMA = {
    "R101": (617.1, 1044.0, 1637.7),
    "R102": (547.1, 909.0, 1466.6),
    "R103": (454.6, 772.9, 1208.7),
    "R104": (416.9, 625.4, 971.5),
    "R105": (530.5, 899.3, 1355.3),
    "R106": (465.4, 793.0, 1234.6),
    "R109": (441.3, 786.8, 1146.9),
    "R112": (393.0, 630.2, 948.6),
    "C101": (191.3, 362.4, 827.3),
    "C102": (190.3, 361.4, 827.3),
    "C104": (186.9, 358.0, 822.9),
    "RC101": (461.1, 944.0, 1619.8),
    "RC102": (351.8, 822.5, 1457.4),
    "RC105": (411.3, 855.3, 1513.7),
    "RC106": (345.5, 723.2, 1372.7),
    "RC108": (294.5, 598.1, 1114.2),
}


def optimum(name: str, customers: int) -> int:
    """In units of ours."""
    return round(OPTIMA[name][SIZES.index(customers)] * UNIT)


def read_instance(path: Path, customers: int) -> RoutingProblem:
    """The first customers of an instance: a shift for each van, and no skills and no breaks."""
    lines = [line.split() for line in path.read_text().splitlines()]
    vans, capacity = map(int, lines[4])
    numbers = [[int(word) for word in line] for line in lines[9:] if line]
    depot, *places = ([*row[1:]] for row in numbers[: customers + 1])
    points = [(row[0], row[1]) for row in (depot, *places)]
    return RoutingProblem(
        tuple(
            WorkShift(
                technician_id=UUID(int=van),
                starts_at=depot[3] * UNIT,
                ends_at=depot[4] * UNIT,
                start_place=0,
                end_place=0,
                capacity=capacity,
            )
            for van in range(vans)
        ),
        tuple(
            PlannableVisit(
                id=UUID(int=1000 + number),
                place=number,
                seconds=seconds * UNIT,
                windows=(StartWindow(ready * UNIT, due * UNIT),),
                load=load,
            )
            for number, (_, _, load, ready, due, seconds) in enumerate(places, 1)
        ),
        tuple(tuple(int(UNIT * hypot(x - p, y - q)) for p, q in points) for x, y in points),
    )
