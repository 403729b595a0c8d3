#include "record/line.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/assert.hpp"
#include "crypto/base64.hpp"
#include "record/crc32c.hpp"

namespace jurymast::record {
namespace {

constexpr std::string_view kHead = R"({"v":1,"kind":")";
constexpr std::string_view kOperationHead = R"({"v":1,"kind":"operation","id":")";
constexpr std::string_view kSeq = R"(,"seq":)";
constexpr std::string_view kCrc = R"(,"crc":")";
constexpr std::size_t kCrcDigits = 8;
constexpr std::size_t kTailBytes = kCrc.size() + kCrcDigits + 2;
constexpr std::string_view kPrevious = R"(,"prev":")";
constexpr std::size_t kPreviousDigits = (sizeof(crypto::Digest) + 2) / 3 * 4;
constexpr std::size_t kPreviousBytes = kPrevious.size() + kPreviousDigits + 1;

/// Where the kind ends, behind its closing quote; npos where the text begins like none of ours.
std::size_t end_of_kind(std::string_view text) {
  if (!text.starts_with(kHead)) return std::string_view::npos;
  std::size_t at = kHead.size();
  while (at < text.size() && ((text[at] >= 'a' && text[at] <= 'z') || text[at] == '_')) ++at;
  if (at == kHead.size() || at >= text.size() || text[at] != '"') return std::string_view::npos;
  return at + 1;
}

bool is_base64(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/';
}

/// The hash at the end of what stands before a checksum; empty where there is none.
std::string_view previous_at_end(std::string_view body) {
  if (body.size() < kPreviousBytes || !body.ends_with("=\"")) return {};
  const std::string_view member = body.substr(body.size() - kPreviousBytes);
  if (!member.starts_with(kPrevious)) return {};
  const std::string_view text = member.substr(kPrevious.size(), kPreviousDigits);
  return std::all_of(text.begin(), text.end() - 1, is_base64) ? text : std::string_view();
}

void append_crc(std::string& out, std::uint32_t crc) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  for (int shift = 28; shift >= 0; shift -= 4) out += kDigits[(crc >> shift) & 15U];
}

}  // namespace

bool is_record(std::string_view record) {
  const std::size_t end = end_of_kind(record);
  if (end >= record.size() || !record.ends_with('}')) return false;
  if (!previous_at_end(record.substr(0, record.size() - 1)).empty()) return false;
  return (record[end] == ',' || end + 1 == record.size()) && record.find('\n') == std::string_view::npos;
}

void number_line(std::string_view record, std::uint64_t seq, std::string& out) { number_line(record, seq, std::nullopt, out); }

void number_line(std::string_view record, std::uint64_t seq, const std::optional<crypto::Digest>& previous, std::string& out) {
  JURYMAST_ASSERT(is_record(record));
  const std::size_t begin = out.size();
  const std::size_t kind_end = end_of_kind(record);
  std::array<char, 20> digits;
  const auto written = std::to_chars(digits.data(), digits.data() + digits.size(), seq);
  out.append(record.substr(0, kind_end)).append(kSeq).append(digits.data(), written.ptr);
  out.append(record.substr(kind_end, record.size() - kind_end - 1));
  if (previous) out.append(kPrevious).append(previous_text(*previous)).append("\"");
  const std::uint32_t crc = crc32c(std::string_view(out).substr(begin));
  out.append(kCrc);
  append_crc(out, crc);
  out.append("\"}\n");
}

std::string previous_text(const crypto::Digest& leaf) { return crypto::to_base64(leaf); }

std::optional<LineLayout> layout_of(std::string_view line) {
  const std::size_t kind_end = end_of_kind(line);
  if (kind_end == std::string_view::npos || line.size() < kind_end + kSeq.size() + kTailBytes) return std::nullopt;
  const std::string_view body = line.substr(0, line.size() - kTailBytes);
  const std::string_view tail = line.substr(body.size());
  if (!body.substr(kind_end).starts_with(kSeq) || !tail.starts_with(kCrc) || !tail.ends_with("\"}")) return std::nullopt;
  LineLayout layout;
  layout.head = line.substr(0, kind_end);
  layout.kind = line.substr(kHead.size(), kind_end - kHead.size() - 1);
  const char* const first = body.data() + kind_end + kSeq.size();
  const auto read = std::from_chars(first, body.data() + body.size(), layout.seq);
  if (read.ec != std::errc() || (read.ptr != body.data() + body.size() && *read.ptr != ',')) return std::nullopt;
  layout.members = body.substr(static_cast<std::size_t>(read.ptr - body.data()));
  layout.previous = previous_at_end(layout.members);
  if (!layout.previous.empty()) layout.members.remove_suffix(kPreviousBytes);
  if (!previous_at_end(layout.members).empty()) return std::nullopt;
  std::string crc;
  append_crc(crc, crc32c(body));
  layout.checksum_holds = tail.substr(kCrc.size(), kCrcDigits) == crc;
  return layout;
}

std::optional<SplitLine> split_line(std::string_view line) {
  const auto layout = layout_of(line);
  if (!layout) return std::nullopt;
  SplitLine split{layout->seq, layout->kind, {}, !layout->previous.empty(), layout->checksum_holds};
  split.record.reserve(line.size());
  split.record.append(layout->head).append(layout->members).append("}");
  return split;
}

std::optional<OperationId> operation_id_of(std::string_view record) {
  if (!record.starts_with(kOperationHead)) return std::nullopt;
  return OperationId::parse(record.substr(kOperationHead.size(), OperationId::kTextSize));
}

}  // namespace jurymast::record
