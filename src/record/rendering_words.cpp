#include "record/rendering_words.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace jurymast::record {

std::string or_unknown(std::string_view text) { return std::string(text.empty() ? kNotKnown : text); }

std::string kebab_family(const std::optional<Family>& family) {
  if (!family) return std::string(kNotKnown);
  std::string text(name_of(*family));
  std::replace(text.begin(), text.end(), '_', '-');
  return text;
}

std::string upper(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
  return out;
}

FieldValue count_or_unknown(const std::optional<std::uint64_t>& count) {
  if (count) return *count;
  return std::string(kNotKnown);
}

std::string notes_text(const JoinedView& view) { return fmt::format("{}", fmt::join(view.notes, "; ")); }

}  // namespace jurymast::record
