#pragma once
#include <string>
#include <string_view>

#include "app/incident/incident_options.hpp"
#include "base/ids.hpp"
#include "record/incident.hpp"
#include "review/incident/incident_book.hpp"

namespace jurymast::app {

/// A record about an incident, of now and by the author that the options name. Fails where the system gives no randomness for its id.
Result<record::IncidentRecord> incident_record(const IncidentOptions& options, record::IncidentEvent event, WallTime now);
/// A text that a person typed for an option; empty is none.
Result<record::PlainText> typed_text(const std::string& text, const char* option);
/// An address likewise.
Result<record::Link> typed_link(const std::string& text, const char* option);
/// The way of detection of that name; nothing for an empty one.
Result<std::optional<record::DetectedBy>> detected_by_named(const std::string& name);

/// Fails where a name would have no place in a record.
Result<void> check_names(const record::IncidentRecord& record);

/// The incident that is meant by its id or its route: open or closed by id, the newest open one by route. Fails with NotFound.
Result<review::IncidentStory> incident_named(const IncidentPlace& place, const std::string& what);

/// Hands a record to the running gateway or, with --dry-run, prints it alone. Fails with what to do where no gateway answers.
Result<void> write_record(const IncidentOptions& options, const IncidentPlace& place, std::string_view record, std::FILE* out);

}  // namespace jurymast::app
