#include "wire/schema_compile_pattern.hpp"

#include <re2/re2.h>

#include <utility>

namespace jurymast::wire {
namespace {

// Where memory is short RE2 leaves its automaton and walks all states at once; a state then costs what some bytes of plain text do.
constexpr std::size_t kBytesPerState = 4;

// `\pL` takes RE2 as long to read as that many plain characters.
constexpr std::size_t kUnicodeClassBytes = 80;

re2::StringPiece piece_of(std::string_view text) { return {text.data(), text.size()}; }

/// "missing ): (ab (at byte 3)", the place being where the fragment at fault stands.
std::string reason_of(const re2::RE2& program, std::string_view pattern) {
  const std::size_t at = program.error_arg().empty() ? std::string_view::npos : pattern.find(program.error_arg());
  if (at == std::string_view::npos) return program.error();
  return fmt::format("{} (at byte {})", program.error(), at);
}

}  // namespace

TextPattern::TextPattern(std::shared_ptr<const re2::RE2> program) : program_(std::move(program)) {}

Result<TextPattern> TextPattern::compile(std::string_view pattern, std::size_t memory_bytes_max) {
  if (pattern.size() > kBytesMax) {
    return fail(Code::Invalid, "a pattern of {} bytes is too long; at most {} are allowed", pattern.size(), kBytesMax);
  }
  re2::RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(static_cast<std::int64_t>(memory_bytes_max));
  auto program = std::make_shared<const re2::RE2>(piece_of(pattern), options);
  if (!program->ok()) {
    return fail(Code::Invalid,
                "the pattern \"{}\" cannot be used: {}; patterns are those of RE2, without look-around and backreferences", pattern,
                reason_of(*program, pattern));
  }
  return TextPattern(std::move(program));
}

std::size_t TextPattern::reading_cost(std::string_view pattern) {
  std::size_t cost = pattern.size();
  for (std::size_t i = 0; i + 1 < pattern.size(); ++i) {
    if (pattern[i] == '\\' && (pattern[i + 1] == 'p' || pattern[i + 1] == 'P')) cost += kUnicodeClassBytes;
  }
  return cost;
}

std::size_t TextPattern::states() const { return static_cast<std::size_t>(program_->ProgramSize()); }

bool TextPattern::found_in(std::string_view text) const { return re2::RE2::PartialMatch(piece_of(text), *program_); }

std::size_t TextPattern::effort(std::string_view text) const { return text.size() * states() * kBytesPerState; }

}  // namespace jurymast::wire
