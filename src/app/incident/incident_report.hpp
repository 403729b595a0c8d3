#pragma once
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "app/incident/incident_options.hpp"
#include "base/time.hpp"
#include "review/incident/incident_facts.hpp"

namespace jurymast::app {

/// The two forms of a report on an incident's facts.
struct ReportForms {
  std::string (*text)(const review::IncidentFacts&);
  nlohmann::ordered_json (*json)(const review::IncidentFacts&);
};

/// Reads the facts that the options ask for; the complaint stands in the error.
Result<review::IncidentFacts> read_facts(const IncidentOptions& options, Clock& clock);
/// Reads the facts and prints them in one of the forms; gives the command's exit code.
int report_on(const IncidentOptions& options, Clock& clock, const IncidentOutput& output, const ReportForms& forms);
/// Window, detection and what limits the figures, as the beginning of every report in JSON.
nlohmann::ordered_json scope_json(const review::IncidentFacts& facts);

}  // namespace jurymast::app
