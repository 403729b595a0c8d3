#pragma once
#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "record/plain_text.hpp"
#include "record/shape.hpp"

namespace jurymast::record {

/// What was said of an incident. All but `Opened` name the incident that they belong to.
enum class IncidentEvent : unsigned char {
  Opened,        ///< somebody calls it an incident from now on
  Moved,         ///< its window or its detection is another one than was thought
  Entered,       ///< a figure that no log knows, with where it is from
  Answered,      ///< a person's answer to a question of the review
  FollowUp,      ///< something is to be done, by somebody, until a day
  FollowUpDone,  ///< it is done
  Closed
};
inline constexpr std::array<std::string_view, 7> kIncidentEventNames{"opened",    "moved",          "entered", "answered",
                                                                     "follow_up", "follow_up_done", "closed"};
constexpr std::string_view name_of(IncidentEvent v) { return kIncidentEventNames[static_cast<std::size_t>(v)]; }

/// How it came to somebody's notice.
enum class DetectedBy : unsigned char { Alert, CustomerReport, SyntheticTest, InternalDashboard, ProviderStatus };
inline constexpr std::array<std::string_view, 5> kDetectedByNames{"alert", "customer_report", "synthetic_test",
                                                                  "internal_dashboard", "provider_status"};
constexpr std::string_view name_of(DetectedBy v) { return kDetectedByNames[static_cast<std::size_t>(v)]; }

/// One thing said of an incident. An empty text, and a time that is not there, mean: not said.
struct IncidentRecord {
  WallTime at;
  OperationId id;
  OperationId incident;  ///< the id of its record `opened`; that one names itself
  IncidentEvent event = IncidentEvent::Opened;
  std::string route;
  std::string author;  ///< initials or a role
  std::optional<WallTime> from;
  std::optional<WallTime> to;  ///< none: it goes on
  std::optional<WallTime> detected_at;
  std::optional<DetectedBy> detected_by;
  bool by_person = false;  ///< a person set the window; else it is as the log proposed it
  std::string service;
  std::string tenant;
  std::string region;
  std::string feature;
  std::string subject;  ///< entered: the figure's name; answered: the question's; a follow-up that is done: the id of its record
  PlainText text;       ///< the figure, the answer, what is to be done or what became of it, or the closing statement
  Link source;          ///< where it is from
  std::string owner;    ///< of a follow-up
  std::string due;      ///< of a follow-up: `YYYY-MM-DD`
  std::string ticket;
  friend bool operator==(const IncidentRecord&, const IncidentRecord&) = default;
};
std::string render(const IncidentRecord& record);
Result<IncidentRecord> read_incident(std::string_view record);
KindShape incident_shape();

}  // namespace jurymast::record
