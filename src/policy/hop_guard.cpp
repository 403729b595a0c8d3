#include "policy/hop_guard.hpp"

namespace jurymast::policy {
namespace {

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

}  // namespace

std::optional<std::string> hops_after(std::string_view hops, std::string_view own) {
  std::string after;
  std::size_t count = 0;
  while (!hops.empty()) {
    const std::size_t comma = hops.find(',');
    const std::string_view id = trimmed(hops.substr(0, comma));
    hops = comma == std::string_view::npos ? std::string_view() : hops.substr(comma + 1);
    if (id.empty()) continue;
    if (id == own || ++count >= kHopsMax) return std::nullopt;
    after.append(id).append(", ");
  }
  return after.append(own);
}

}  // namespace jurymast::policy
