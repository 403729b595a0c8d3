#include "review/pattern.hpp"

#include <re2/re2.h>

#include "base/assert.hpp"

namespace jurymast::review {
namespace {

re2::StringPiece piece_of(std::string_view text) { return {text.data(), text.size()}; }

}  // namespace

Pattern::Pattern(std::string_view pattern) {
  re2::RE2::Options options;
  options.set_case_sensitive(false);
  options.set_log_errors(false);
  program_ = std::make_shared<const re2::RE2>(piece_of(pattern), options);
  JURYMAST_ASSERT(program_->ok());
}

std::optional<std::string_view> Pattern::find(std::string_view text) const {
  re2::StringPiece match;
  if (!program_->Match(piece_of(text), 0, text.size(), re2::RE2::UNANCHORED, &match, 1)) return std::nullopt;
  return text.substr(static_cast<std::size_t>(match.data() - text.data()), match.size());
}

}  // namespace jurymast::review
