"""Examples of request bodies of field service: customers, catalogue, stock, agenda, orders.

The customer is the bakery of the demo organization.
"""

from typing import Any

from app.contract.examples.ids import (
    BAKERY,
    BAKERY_AGAIN,
    CABLE_CUT,
    CONTRACT,
    CUSTOMER_COLLEAGUE,
    DROP_CABLE,
    MESSAGE,
    NO_SIGNAL,
    SERVICE,
    SHOP,
    SPECIALTY,
    SPLICED,
    TECHNICIAN,
    UPLOAD,
    VAN,
    WAREHOUSE,
)

_DRAWN = [
    [{"t": 40 * i, "x": 40 + 18 * i, "y": 90 - 30 * (i % 2)} for i in range(12)],
    [{"t": 900 + 40 * i, "x": 50 + 20 * i, "y": 110 + 3 * i} for i in range(10)],
]
_REPORT = {
    "cause_code_id": CABLE_CUT,
    "solution_code_id": SPLICED,
    "details": "Drop cut by pruning between pole and facade. 35.5 m replaced, signal -19.8 dBm.",
    "attended_by": "Marta Lima",
    "network": {"cto": "CTO-117", "port": "5", "signal_dbm": "-19.8"},
}

_SIGNED = {
    "role": "customer",
    "signer_name": "Marta Lima",
    "signer_document": "52998224725",
    "consent_text": "I have read the report and agree.",
    "strokes": _DRAWN,
    "canvas": {"width": 320, "height": 160},
    "content_hash": "6b3a55e0261b0304143f805a24924d0c1c44524821305f31d9277843b8a10f4e",
    "device_time": "2026-12-22T13:10:42Z",
}

FIELD_EXAMPLES: dict[str, Any] = {
    # customers
    "CustomerCreate": {
        "name": "Cantina da Nona",
        "kind": "company",
        "document": "23.345.678/0001-01",
        "email": "contato@cantina.example",
        "phone": "+55 19 90000-0106",
    },
    "ContactUpdate": {"is_administrator": True},
    "CustomerUpdate": {
        "email": "financeiro@padaria.example",
        "notes": "Abre às cinco; prefere visitas depois das duas da tarde.",
    },
    "SheetImport": {"file_id": UPLOAD, "dry_run": True, "on_errors": "skip_rows"},
    "CustomerMerge": {"into_customer_id": BAKERY_AGAIN},
    "CustomerFileAdd": {"file_id": UPLOAD, "note": "Contrato assinado"},
    "ContractCreate": {
        "contract_number": "2026/001234",
        "site_id": SHOP,
        "plan": "Fibra 700 M",
        "sub_plan": "Wi-Fi 6",
        "starts_on": "2026-12-28",
        "pppoe_username": "padaria.caixas@fibraboa",
        "pppoe_password": "k7-ondas-9d",
    },
    "ContractUpdate": {"plan": "Fibra 1 G", "sub_plan": None},
    "ContractCancel": {"reason": "A loja muda para outra cidade."},
    "EquipmentCreate": {
        "site_id": SHOP,
        "label": "Roteador do balcão",
        "manufacturer": "Huawei",
        "model": "AX3",
        "serial_number": "2102353ABCD0000017",
        "owner": "organization",
        "installed_on": "2026-12-22",
    },
    "EquipmentUpdate": {"contract_id": CONTRACT, "notes": "Fonte trocada em novembro."},
    "SiteCreate": {
        "label": "Quiosque do Taquaral",
        "street": "Avenida Doutor Heitor Penteado",
        "street_number": "210",
        "district": "Taquaral",
        "city": "Campinas",
        "state": "SP",
        "postal_code": "13087-000",
        "latitude": -22.87551,
        "longitude": -47.05323,
        "access_notes": "Entrada pelo portão 2 do parque.",
    },
    "SiteUpdate": {
        "access_notes": "Entrada de serviço pela rua lateral; antes das seis, tocar a campainha."
    },
    "ContactCreate": {"person_id": CUSTOMER_COLLEAGUE},
    # catalog
    "SpecialtyCreate": {"name": "Fibra óptica", "description": "Splicing and measuring."},
    "SpecialtyUpdate": {"description": "Splicing, measuring and finding faults."},
    "CategoryCreate": {"name": "Instalação"},
    "CategoryUpdate": {"active": False},
    "CityCreate": {"name": "Curitiba", "state": "PR", "latitude": -25.4296, "longitude": -49.2719},
    "CityUpdate": {"active": False},
    "ServiceCreate": {
        "code": "INST-FTTH",
        "name": "Instalação de fibra",
        "duration_minutes": 90,
        "price": "149.90",
        "specialty_ids": [SPECIALTY],
        "materials": [{"product_id": DROP_CABLE, "quantity": "50.000"}],
        "closing_policy": {"min_photos": 2, "needs_network": True},
    },
    "ServiceUpdate": {"price": "159.90", "duration_minutes": 75},
    "CatalogImport": {"kind": "services", "file_id": MESSAGE, "dry_run": True},
    "CodeCreate": {"kind": "cause", "code": "CABO-01", "label": "Cabo rompido"},
    "CodeUpdate": {"active": False},
    # stock
    "ProductCreate": {"sku": "DROP-1FO", "name": "Cabo drop 1 fibra", "unit": "m", "scale": 1},
    "ProductUpdate": {"name": "Cabo drop 1 fibra, preto"},
    "StockLocationCreate": {"kind": "van", "name": "Fiorino 3", "person_id": TECHNICIAN},
    "StockLocationUpdate": {"name": "Fiorino 4"},
    "MovementCreate": {
        "kind": "transfer",
        "from_location_id": WAREHOUSE,
        "to_location_id": VAN,
        "note": "Monday's load",
        "lines": [{"product_id": DROP_CABLE, "quantity": "100.0"}],
    },
    # schedules
    "BookingCreate": {
        "person_id": TECHNICIAN,
        "kind": "absence",
        "starts_at": "2026-12-23T11:00:00Z",
        "ends_at": "2026-12-23T20:00:00Z",
        "note": "Dentist",
    },
    # orders
    "OrderCreate": {
        "customer_id": BAKERY,
        "site_id": SHOP,
        "problem_code_id": NO_SIGNAL,
        "title": "No internet since the storm",
        "description": "The red light blinks on the modem.",
        "priority": "high",
    },
    "OrderUpdate": {"priority": "urgent"},
    "OrderSchedule": {
        "technician_id": TECHNICIAN,
        "starts_at": "2026-12-22T12:00:00Z",
        "ends_at": "2026-12-22T13:30:00Z",
    },
    "OrderStart": {
        "occurred_at": "2026-12-22T12:04:10Z",
        "latitude": -25.4306,
        "longitude": -49.2719,
        "accuracy_m": 8.5,
    },
    "MaterialUse": {"product_id": DROP_CABLE, "quantity": "35.5"},
    "CloseFacts": _REPORT,
    "OrderClose": _REPORT
    | {
        "customer_signature": _SIGNED,
    },
    "VisitMoment": {
        "occurred_at": "2026-12-22T11:20:00Z",
        "latitude": -25.4306,
        "longitude": -49.2719,
    },
    "FailedVisitReport": {
        "occurred_at": "2026-12-22T12:50:00Z",
        "reason": "The pole needs the power company to switch off the line first.",
    },
    "NoShowReport": {
        "occurred_at": "2026-12-22T12:40:00Z",
        "note": "Rang and called twice, waited twenty minutes.",
    },
    "PhotoAdd": {"file_id": MESSAGE, "kind": "after", "note": "The new drop at the facade."},
    "OrderReopen": {"reason": "The signal dropped again two days after the splice."},
    "OrderClone": {"title": "Yearly check of the fibre"},
    "OrderServices": {"services": [{"service_id": SERVICE, "quantity": "1"}]},
    "ExpenseAdd": {"kind": "toll", "amount": "12.50", "note": "BR-376, both ways"},
    "OrderCommentAdd": {"body": "The shop opens at nine; ring at the side door."},
    "QuoteCreate": {
        "customer_id": BAKERY,
        "site_id": SHOP,
        "title": "Fibre for the second counter",
        "lines": [
            {"service_id": SERVICE, "quantity": "1"},
            {"product_id": DROP_CABLE, "quantity": "35.5", "unit_price": "3.20"},
            {"description": "Scaffold, one day", "unit_price": "80.00", "discount_percent": "10"},
        ],
        "discount_amount": "20.00",
    },
    "QuoteUpdate": {"discount_percent": "5"},
    "QuoteSend": {"email": "marta@example.com", "message": "Thank you for showing us round."},
    "QuoteReject": {"reason": "The scaffold is too dear."},
    "QuoteConvert": {"problem_code_id": NO_SIGNAL},
    "QuoteToken": {"token": "chm_quote_0Bw1t9YxGd4kQvZpR2sLmNc7uHfJ6aTe8"},
    "QuoteApprovalByLink": {
        "token": "chm_quote_0Bw1t9YxGd4kQvZpR2sLmNc7uHfJ6aTe8",
        "signature": _SIGNED,
    },
    "QuoteRejectionByLink": {
        "token": "chm_quote_0Bw1t9YxGd4kQvZpR2sLmNc7uHfJ6aTe8",
        "reason": "Another offer was better.",
    },
    "IncidentSitesAdd": {"site_ids": [SHOP]},
    "OrderLocation": {"latitude": -25.4309, "longitude": -49.2722, "accuracy_m": 6},
    "OrderCancel": {"reason": "The customer found the plug pulled out."},
}
