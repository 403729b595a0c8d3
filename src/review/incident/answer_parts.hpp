#pragma once
#include "review/incident/review_answers.hpp"

/// One function for each question: it reads the facts and fills the answer.
namespace jurymast::review {

void answer_first_alert(const IncidentFacts& facts, ReviewAnswer& answer);
void answer_alert_meaning(const IncidentFacts& facts, ReviewAnswer& answer);
void answer_synthetic_first(const IncidentFacts& facts, ReviewAnswer& answer);
void answer_arms_separate(const IncidentFacts& facts, ReviewAnswer& answer);

void answer_first_bad(const IncidentFacts& facts, ReviewAnswer& answer);
void answer_classes_increased(const IncidentFacts& facts, ReviewAnswer& answer);
void answer_validation_mixed(const IncidentFacts& facts, ReviewAnswer& answer);
void answer_changes_near(const IncidentFacts& facts, ReviewAnswer& answer);

void answer_approved_by(const IncidentFacts& facts, ReviewAnswer& answer);
void answer_automatic(const IncidentFacts& facts, ReviewAnswer& answer);
void answer_share_moved(const IncidentFacts& facts, ReviewAnswer& answer);
void answer_config_changed(const IncidentFacts& facts, ReviewAnswer& answer);
void answer_rollback_before(const IncidentFacts& facts, ReviewAnswer& answer);
void answer_impact_reduced(const IncidentFacts& facts, ReviewAnswer& answer);

void answer_recovery_signal(const IncidentFacts& facts, ReviewAnswer& answer);
void answer_restored_gradually(const IncidentFacts& facts, ReviewAnswer& answer);
void answer_drained(const IncidentFacts& facts, ReviewAnswer& answer);
void answer_duplicates(const IncidentFacts& facts, ReviewAnswer& answer);

/// What would have prevented it is a person's to say; the facts suggest something at most, which is an inference.
void suggest_missing_test(const IncidentFacts& facts, ReviewAnswer& answer);
void suggest_missing_panel(const IncidentFacts& facts, ReviewAnswer& answer);
void suggest_more_specific_rules(const IncidentFacts& facts, ReviewAnswer& answer);
void suggest_changed_setting(const IncidentFacts& facts, ReviewAnswer& answer);
void suggest_help_centre(const IncidentFacts& facts, ReviewAnswer& answer);

}  // namespace jurymast::review
