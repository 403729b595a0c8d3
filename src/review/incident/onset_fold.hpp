#pragma once
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "record/parsed_line.hpp"
#include "review/incident/incident_facts.hpp"
#include "review/incident/scope.hpp"

namespace jurymast::review {

/// Classes beyond this are not told apart.
inline constexpr std::size_t kOnsetClassesMax = 64;

/// Gives the text of a line by its number; nothing where it cannot be had.
using LineOf = std::function<std::optional<std::string>(std::uint64_t seq)>;

/// Which classes were seen more often during an incident than before it, and with which operation that began. A value.
class OnsetFold {
 public:
  /// An operation of a caller's in that phase, and the text of its line; empty: it is asked for where it is needed.
  void take(Phase phase, const record::ParsedLine& line, std::string_view text);
  /// Those that rose beyond chance, the earliest first. Without a baseline there is nothing to compare with: all that were seen, with `before_of` 0.
  std::vector<ClassOnset> onsets() const;
  /// The first operation of the first of them.
  std::optional<Cited<record::ParsedOperation>> first_bad() const;
  /// The last whole answer of a first target's that was asked for before it.
  std::optional<Cited<record::ParsedOperation>> last_good(const LineOf& line_of) const;
  std::optional<WallTime> last_good_at() const;

 private:
  struct Operation {
    std::uint64_t seq = 0;
    WallTime at;
    record::ParsedOperation operation;
  };
  /// A good one is kept as its text or number: each of them may be the last.
  struct Good {
    std::uint64_t seq;
    WallTime at;
    std::string text;
  };
  struct Seen {
    std::uint64_t before = 0;
    std::uint64_t during = 0;
    std::optional<Operation> first;
    WallTime last_at;
    std::uint64_t last_seq = 0;
    std::string last_operation;
    std::optional<Good> good;  ///< the last before it
  };

  void take_good(Phase phase, const record::ParsedLine& line, std::string_view text);
  void take_trouble(Phase phase, const record::ParsedLine& line, const std::string& trouble);
  const Seen* first_seen() const;

  std::map<std::string, Seen> classes_;
  std::uint64_t before_ = 0;
  std::uint64_t during_ = 0;
  std::optional<Good> good_before_;  ///< the last of the phase before
  std::optional<Good> good_;         ///< the last during the incident
};

}  // namespace jurymast::review
