"""How an instance is: figures without anybody in them, what they alarm about, how they are told."""

from rightsflow.watching.alarms import ALARMS, Alarm, AlarmKind, Limits, alarms
from rightsflow.watching.figures import BANDS, Disk, Figures, band

__all__ = [
    "ALARMS",
    "BANDS",
    "Alarm",
    "AlarmKind",
    "Disk",
    "Figures",
    "Limits",
    "alarms",
    "band",
]
