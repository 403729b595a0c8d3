#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "record/incident.hpp"
#include "review/incident/incident_facts.hpp"

namespace jurymast::review {

/// An incident as persons told it.
struct IncidentStory {
  OperationId id;
  std::string route;
  std::vector<Cited<record::IncidentRecord>> said;  ///< in the log's order, the opening first
  bool is_open() const;
  std::vector<record::IncidentRecord> records() const;
};

/// Of more incidents than this a book keeps the newest; of one incident's records it keeps kCitedMax.
inline constexpr std::size_t kIncidentsMax = 1'000;

/// All incidents of a log. A value.
class IncidentBook {
 public:
  /// Takes the lines of a log in order; those of other kinds, and damaged ones, are passed over.
  void take(std::string_view line);
  const std::vector<IncidentStory>& stories() const { return stories_; }
  /// Null where there is none of that id.
  const IncidentStory* find(OperationId id) const;
  /// The open one of that route; null where none is. Fails with Denied where several are: nobody guesses which is meant.
  Result<const IncidentStory*> open_on(std::string_view route) const;
  std::uint64_t left_out() const { return left_out_; }

 private:
  std::vector<IncidentStory> stories_;
  std::uint64_t left_out_ = 0;
};

}  // namespace jurymast::review
