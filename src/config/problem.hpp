#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace jurymast::config {

/// A place in a configuration's text, counted from one; line zero means no place.
struct Position {
  unsigned line = 0;
  unsigned column = 0;
  friend constexpr auto operator<=>(Position, Position) = default;
};

/// One thing that is wrong or unwise: where, at which key, what, and what to do about it.
struct Problem {
  Position at;
  std::string path;  ///< `routes.assistant.fallback[0]`; empty: the text as a whole
  std::string message;
  std::string remedy;
};

/// All that was found while reading one configuration.
struct Findings {
  std::vector<Problem> errors;
  std::vector<Problem> warnings;
};

/// `jurymast.toml:12:5: routes.assistant.fallback[0]: no target is called "spare" — define [targets.spare]`.
std::string render(std::string_view file_name, const Problem& problem);

inline constexpr std::size_t kEchoBytesMax = 80;

/// `text` in quotes as an error may repeat it: control and non-ASCII bytes escaped, cut at `bytes_max`, and left out where
/// it looks like a key.
std::string in_quotes(std::string_view text, std::size_t bytes_max = kEchoBytesMax);

/// True for what has the form of a provider's key (`sk-…`, `Bearer …`), so that a misplaced one is never repeated.
bool looks_like_key(std::string_view text);

/// `a, b, c`.
std::string join(const std::vector<std::string>& words);

}  // namespace jurymast::config
