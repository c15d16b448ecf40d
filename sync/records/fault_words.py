"""What to say beside a field, by the code of its fault (`check.py`, `outside.py`, `guards.py`)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from sync.words import mark

FAULT_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "missing": mark("Please fill this in."),
        "not_text": mark("This must be text."),
        "too_long": mark("This is too long."),
        "too_short": mark("This is too short."),
        "too_small": mark("This is too small."),
        "too_large": mark("This is too large."),
        "not_a_whole_number": mark("This must be a whole number."),
        "not_a_number": mark("This must be a number with at most three decimals."),
        "more_than_three_decimals": mark("This must be a number with at most three decimals."),
        "not_an_amount": mark("This is no amount. Type it like 320 or 320.50."),
        "more_than_two_decimals": mark("An amount has at most two decimals."),
        "not_a_time": mark("This is no time."),
        "not_a_day": mark("This is no date. Type it like 0315 or 2026-03-15."),
        "no_such_day": mark("There is no such day."),
        "before_start": mark("This is earlier than the beginning."),
        "not_a_recurrence_rule": mark("This is no recurrence rule for days (RFC 5545)."),
        "not_yes_or_no": mark("This must be yes or no."),
        "not_a_list": mark("This must be a list."),
        "not_an_object": mark("This has the wrong form."),
        "unknown_field": mark("This field is not known."),
        "unknown_code": mark("Choose one from the list."),
        "set_by_the_program": mark("This is set by the program."),
        "on_duty_already": mark("This person is on duty at that time already."),
        "names_a_person": mark("A person can still be known from this."),
        "outside_the_plan": mark("This lies outside the days the county's plan names."),
        "before_the_start": mark("This is before the start."),
        "in_the_future": mark("This lies in the future."),
        "after_received": mark("This is later than the complaint was received."),
        "not_for_reports": mark("A report of a breach asks for no money and makes no requests."),
        "anonymous_not_allowed": mark("Only a reporter may stay unnamed."),
        "second_main_party": mark("Each side has one main party."),
        "guardian_needed": mark("A child under 14 needs a representative or agent."),
        "not_a_phone": mark("This is no phone number: 11 digits, or area code and number."),
        "not_an_identity_number": mark("An identity number has 18 characters, an old one 15."),
        "no_such_birth_date": mark("The birth date in this number does not exist."),
        "not_a_credit_code": mark("A credit code has 18 digits and capital letters."),
        "check_character_wrong": mark("The last character does not fit; compare the number again."),
        "not_a_registration_number": mark("An old registration number has 13 or 15 digits."),
        "not_a_division_code": mark("A division code has 12 digits."),
        "unknown_action": mark("There is no such step."),
        "not_from_this_status": mark("This step is not possible in the present status."),
        "not_for_this_matter": mark("This step is not for this kind of matter."),
        "not_allowed_here": mark("This cannot be chosen for this step."),
        "referral_not_in_this_state": mark("The referral is not in a state for this step."),
        "only_helps": mark("A body that only helps does not take the case over."),
        "same_body": mark("Choose another body than your own."),
        "handler_is_a_party": mark("The handler is a party to this case; choose somebody else."),
        "consent_entrusted_needed": mark("Both sides must first agree to entrusted mediation."),
        "routes_not_told": mark("Tell the parties the other routes first."),
        "time_limit_not_reached": mark("The 60 days from acceptance are not over yet."),
        "more_than_20_times_the_amount": mark(
            "This is more than 20 times the amount; say why in the note on the outcome."
        ),
    }
)
"""Code -> English source."""
