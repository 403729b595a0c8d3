#include "record/line.hpp"

#include <array>
#include <charconv>

#include "base/assert.hpp"
#include "record/crc32c.hpp"

namespace jurymast::record {
namespace {

constexpr std::string_view kHead = R"({"v":1,"kind":")";
constexpr std::string_view kOperationHead = R"({"v":1,"kind":"operation","id":")";
constexpr std::string_view kSeq = R"(,"seq":)";
constexpr std::string_view kCrc = R"(,"crc":")";
constexpr std::size_t kCrcDigits = 8;
constexpr std::size_t kTailBytes = kCrc.size() + kCrcDigits + 2;

/// Where the kind ends, behind its closing quote; npos where the text begins like none of ours.
std::size_t end_of_kind(std::string_view text) {
  if (!text.starts_with(kHead)) return std::string_view::npos;
  std::size_t at = kHead.size();
  while (at < text.size() && ((text[at] >= 'a' && text[at] <= 'z') || text[at] == '_')) ++at;
  if (at == kHead.size() || at >= text.size() || text[at] != '"') return std::string_view::npos;
  return at + 1;
}

void append_crc(std::string& out, std::uint32_t crc) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  for (int shift = 28; shift >= 0; shift -= 4) out += kDigits[(crc >> shift) & 15U];
}

}  // namespace

bool is_record(std::string_view record) {
  const std::size_t end = end_of_kind(record);
  if (end >= record.size() || !record.ends_with('}')) return false;
  return (record[end] == ',' || end + 1 == record.size()) && record.find('\n') == std::string_view::npos;
}

void number_line(std::string_view record, std::uint64_t seq, std::string& out) {
  JURYMAST_ASSERT(is_record(record));
  const std::size_t begin = out.size();
  const std::size_t kind_end = end_of_kind(record);
  std::array<char, 20> digits;
  const auto written = std::to_chars(digits.data(), digits.data() + digits.size(), seq);
  out.append(record.substr(0, kind_end)).append(kSeq).append(digits.data(), written.ptr);
  out.append(record.substr(kind_end, record.size() - kind_end - 1));
  const std::uint32_t crc = crc32c(std::string_view(out).substr(begin));
  out.append(kCrc);
  append_crc(out, crc);
  out.append("\"}\n");
}

std::optional<SplitLine> split_line(std::string_view line) {
  const std::size_t kind_end = end_of_kind(line);
  if (kind_end == std::string_view::npos || line.size() < kind_end + kSeq.size() + kTailBytes) return std::nullopt;
  const std::string_view body = line.substr(0, line.size() - kTailBytes);
  const std::string_view tail = line.substr(body.size());
  if (!body.substr(kind_end).starts_with(kSeq) || !tail.starts_with(kCrc) || !tail.ends_with("\"}"))
    return std::nullopt;
  SplitLine split;
  split.kind = line.substr(kHead.size(), kind_end - kHead.size() - 1);
  const char* const first = body.data() + kind_end + kSeq.size();
  const auto read = std::from_chars(first, body.data() + body.size(), split.seq);
  if (read.ec != std::errc() || (read.ptr != body.data() + body.size() && *read.ptr != ',')) return std::nullopt;
  std::string crc;
  append_crc(crc, crc32c(body));
  split.checksum_holds = tail.substr(kCrc.size(), kCrcDigits) == crc;
  split.record.assign(body.substr(0, kind_end)).append(read.ptr, body.data() + body.size()).append("}");
  return split;
}

std::optional<OperationId> operation_id_of(std::string_view record) {
  if (!record.starts_with(kOperationHead)) return std::nullopt;
  return OperationId::parse(record.substr(kOperationHead.size(), OperationId::kTextSize));
}

}  // namespace jurymast::record
