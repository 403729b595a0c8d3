#pragma once
#include "app/incident/incident_options.hpp"
#include "base/time.hpp"

namespace jurymast::app {

// Of all of these: 0 done, 1 no such incident, route or trouble in the log, 2 usage, configuration or refused, 3 nothing to propose, 5 the
// log cannot be read or the gateway does not answer.

/// Opens an incident on a route, with the window and the detection that the log proposes or a person names.
int run_incident_open(const IncidentOptions& options, Clock& clock, const IncidentOutput& output);
/// Prints the incidents of a log, the newest first.
int run_incident_list(const IncidentOptions& options, Clock& clock, const IncidentOutput& output);
/// Prints what was said of one incident.
int run_incident_show(const IncidentOptions& options, Clock& clock, const IncidentOutput& output);
/// Adds a person's note to an incident.
int run_incident_note(const IncidentOptions& options, Clock& clock, const IncidentOutput& output);
/// Says that an incident's window or its detection is another one.
int run_incident_move(const IncidentOptions& options, Clock& clock, const IncidentOutput& output);
/// Enters a figure that no log knows, with where it is from.
int run_incident_enter(const IncidentOptions& options, Clock& clock, const IncidentOutput& output);
/// Records a person's answer to a question of the review.
int run_incident_answer(const IncidentOptions& options, Clock& clock, const IncidentOutput& output);
/// Records what is to be done, by whom and until when, or that it is done.
int run_incident_follow_up(const IncidentOptions& options, Clock& clock, const IncidentOutput& output);
/// Closes an incident.
int run_incident_close(const IncidentOptions& options, Clock& clock, const IncidentOutput& output);
/// Prints what happened, in the order of time.
int run_incident_timeline(const IncidentOptions& options, Clock& clock, const IncidentOutput& output);
/// Prints how many operations came to what, arm by arm and over time.
int run_incident_histogram(const IncidentOptions& options, Clock& clock, const IncidentOutput& output);
/// Prints what callers met before, during and after.
int run_incident_impact(const IncidentOptions& options, Clock& clock, const IncidentOutput& output);
/// Prints the 23 questions of a review, as far as the log and persons answer them; 3 where one is open.
int run_incident_review(const IncidentOptions& options, Clock& clock, const IncidentOutput& output);
/// Prints how each target did, arm by arm.
int run_incident_compare(const IncidentOptions& options, Clock& clock, const IncidentOutput& output);

}  // namespace jurymast::app
