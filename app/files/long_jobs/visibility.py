"""Visibility of long jobs: a job and its result are for whoever asked for it."""

from app.core.data.visibility import ACTOR, Visibility
from app.files.long_jobs.models import Job

JOB_VISIBILITY = Visibility(Job, (Job.person_id == ACTOR,))
