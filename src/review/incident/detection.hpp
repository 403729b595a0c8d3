#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "record/alert.hpp"
#include "record/incident.hpp"
#include "record/note.hpp"
#include "record/probe.hpp"

namespace jurymast::review {

/// Something by which an incident may have been noticed.
struct Notice {
  WallTime at;
  std::uint64_t seq = 0;
  std::optional<record::DetectedBy> by;  ///< none: a person wrote, and did not say how it came to them
  std::string what;                      ///< a short phrase
};

inline constexpr std::size_t kNoticesMax = 500;

/// True for alerts that name this route, or none.
bool is_about(const record::AlertRecord& alert, const std::string& route);

/// True for alerts by which trouble with traffic is noticed: all but those of ours about persons' decisions, evidence and records.
bool tells_of_traffic(const record::AlertRecord& alert);

/// Collects what may have been somebody's first notice of an incident on a route: alerts that fire, checks that fail, notes. A value; of
/// more than kNoticesMax it keeps the newest.
class NoticeWatch {
 public:
  explicit NoticeWatch(std::string route) : route_(std::move(route)) {}
  void take(std::uint64_t seq, const record::AlertRecord& alert);
  void take(std::uint64_t seq, const record::ProbeRecord& probe);
  void take(std::uint64_t seq, const record::NoteRecord& note);
  /// The earliest in that time, half-open; nothing where there is none.
  std::optional<Notice> first_in(WallTime from, WallTime to) const;

 private:
  void keep(Notice notice);

  std::string route_;
  std::vector<Notice> notices_;
};

}  // namespace jurymast::review
