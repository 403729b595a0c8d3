#include <algorithm>
#include <array>
#include <chrono>

#include "wire/error_reader.hpp"

namespace jurymast::wire {
namespace {

constexpr double kWaitSecondsMax = 24 * 3600;

struct Unit {
  std::string_view name;
  double seconds;
};
// Longer names first: `ms` must not be read as `m`.
constexpr std::array<Unit, 12> kUnits{{{"milliseconds", 1e-3}, {"minutes", 60}, {"minute", 60}, {"seconds", 1},
                                       {"second", 1}, {"hours", 3600}, {"hour", 3600}, {"sec", 1},
                                       {"ms", 1e-3}, {"s", 1}, {"m", 60}, {"h", 3600}}};

bool is_number_part(char c) { return (c >= '0' && c <= '9') || c == '.'; }

std::size_t number_size(std::string_view text) {
  return static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), is_number_part) - text.begin());
}

const Unit* unit_at(std::string_view text) {
  const auto unit = std::find_if(kUnits.begin(), kUnits.end(), [text](const Unit& u) { return text.starts_with(u.name); });
  return unit == kUnits.end() ? nullptr : unit;
}

/// Reads `6.57s`, `1m30s`, `20 seconds` from the front of a text.
std::optional<double> leading_seconds(std::string_view text) {
  double total = 0;
  bool any = false;
  for (std::size_t digits = number_size(text); digits > 0; digits = number_size(text)) {
    std::string_view number = text.substr(0, digits);
    text.remove_prefix(digits);
    if (text.starts_with(' ')) text.remove_prefix(1);
    const Unit* unit = unit_at(text);
    const std::optional<double> value = json_double(number);
    if (unit == nullptr || !value) break;
    text.remove_prefix(unit->name.size());
    total += *value * unit->seconds;
    any = true;
  }
  return any ? std::optional<double>(total) : std::nullopt;
}

}  // namespace

std::optional<Duration> wait_in_message(std::string_view message) {
  constexpr std::array<std::string_view, 3> kPhrases{"try again in ", "retry after ", "retry in "};
  for (const std::string_view phrase : kPhrases) {
    const std::size_t at = message.find(phrase);
    if (at == std::string_view::npos) continue;
    const std::optional<double> seconds = leading_seconds(message.substr(at + phrase.size()));
    if (!seconds || *seconds <= 0 || *seconds > kWaitSecondsMax) continue;
    return std::chrono::duration_cast<Duration>(std::chrono::duration<double>(*seconds));
  }
  return std::nullopt;
}

}  // namespace jurymast::wire
