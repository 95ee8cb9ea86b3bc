"""The kinds of nodes, one file each. A kind that is not listed here does not exist."""

from typing import Any

from ivr.nodes.announcement import AnnouncementKind
from ivr.nodes.benefit import BenefitKind
from ivr.nodes.calendar import CalendarKind
from ivr.nodes.callback_order import CallbackOrderKind
from ivr.nodes.choose_value import ChooseValueKind
from ivr.nodes.collect_digits import CollectDigitsKind
from ivr.nodes.condition import ConditionKind
from ivr.nodes.contact_confirmation import ContactConfirmationKind
from ivr.nodes.contact_request import ContactRequestKind
from ivr.nodes.emergency import EmergencyKind
from ivr.nodes.end import EndKind
from ivr.nodes.gmina import GminaKind
from ivr.nodes.goodbye import GoodbyeKind
from ivr.nodes.kind import NodeKind
from ivr.nodes.knowledge import KnowledgeKind
from ivr.nodes.language import LanguageKind
from ivr.nodes.menu import MenuKind
from ivr.nodes.message_consent import MessageConsentKind
from ivr.nodes.next_visit import NextVisitKind
from ivr.nodes.offers import OffersKind
from ivr.nodes.office_menu import OfficeMenuKind
from ivr.nodes.one_time_code import OneTimeCodeKind
from ivr.nodes.open_offers import OpenOffersKind
from ivr.nodes.open_trainings import OpenTrainingsKind
from ivr.nodes.opening_hours import OpeningHoursKind
from ivr.nodes.overflow_preference import OverflowPreferenceKind
from ivr.nodes.postal_code import PostalCodeKind
from ivr.nodes.queue import QueueKind
from ivr.nodes.recording_consent import RecordingConsentKind
from ivr.nodes.registration_status import RegistrationStatusKind
from ivr.nodes.set_office import SetOfficeKind
from ivr.nodes.set_topic import SetTopicKind
from ivr.nodes.set_variable import SetVariableKind
from ivr.nodes.sms_order import SmsOrderKind
from ivr.nodes.split import SplitKind
from ivr.nodes.subscenario import SubscenarioKind
from ivr.nodes.survey import SurveyKind
from ivr.nodes.trainings import TrainingsKind
from ivr.nodes.transfer import TransferKind
from ivr.nodes.verification import VerificationKind
from ivr.nodes.voice_message import VoiceMessageKind
from ivr.nodes.web_service import WebServiceKind

KINDS: dict[str, NodeKind[Any]] = {
    kind.name: kind
    for kind in (
        AnnouncementKind(),
        BenefitKind(),
        CalendarKind(),
        CallbackOrderKind(),
        ChooseValueKind(),
        CollectDigitsKind(),
        ConditionKind(),
        ContactConfirmationKind(),
        ContactRequestKind(),
        EmergencyKind(),
        EndKind(),
        GminaKind(),
        GoodbyeKind(),
        KnowledgeKind(),
        LanguageKind(),
        MenuKind(),
        MessageConsentKind(),
        NextVisitKind(),
        OffersKind(),
        OfficeMenuKind(),
        OneTimeCodeKind(),
        OpenOffersKind(),
        OpenTrainingsKind(),
        OpeningHoursKind(),
        OverflowPreferenceKind(),
        PostalCodeKind(),
        QueueKind(),
        RecordingConsentKind(),
        RegistrationStatusKind(),
        SetOfficeKind(),
        SetTopicKind(),
        SetVariableKind(),
        SmsOrderKind(),
        SplitKind(),
        SubscenarioKind(),
        SurveyKind(),
        TrainingsKind(),
        TransferKind(),
        VerificationKind(),
        VoiceMessageKind(),
        WebServiceKind(),
    )
}
