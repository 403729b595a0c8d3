#include "app/log_scan.hpp"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "crypto/base64.hpp"
#include "record/line.hpp"
#include "record/merkle.hpp"
#include "record/parsed_line.hpp"
#include "record/pattern_scrub.hpp"
#include "record/timestamp.hpp"
#include "record/vocabulary.hpp"

namespace jurymast::app {
namespace {

constexpr std::string_view kTime = R"(,"ts":")";
constexpr std::string_view kLatency = R"(,"latency_ms":)";
constexpr std::string_view kId = R"(,"id":")";
constexpr std::string_view kLineHead = R"({"v":1,"kind":")";
constexpr std::string_view kCrc = R"(,"crc":")";
/// `,"crc":"`, eight digits and the end.
constexpr std::size_t kTailBytes = 18;
constexpr std::size_t kHashDigits = 16;
/// Nothing that find_secrets knows is shorter.
constexpr std::size_t kSecretBytesMin = 6;

/// What a killed process leaves of a line, or a writer that is not done, is its beginning and no more.
bool may_be_beginning(std::string_view text) {
  const std::size_t shared = std::min(text.size(), kLineHead.size());
  if (text.substr(0, shared) != kLineHead.substr(0, shared) || text.size() > record::kLineBytesMax) return false;
  const std::size_t crc = text.rfind(kCrc);
  return crc == std::string_view::npos || text.size() <= crc + kTailBytes;
}

bool is_hash(std::string_view text) {
  return text.size() == kHashDigits &&
         std::all_of(text.begin(), text.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

/// Where the string that begins at `at` ends; npos where it does not.
std::size_t end_of_string(std::string_view text, std::size_t at) {
  for (;; at += 2) {
    at = text.find_first_of("\"\\", at);
    if (at == std::string_view::npos || text[at] == '"') return at;
  }
}

/// The rule of the first string that holds a secret, names of members among them.
std::string_view secret_in(std::string_view members) {
  for (std::size_t begin = members.find('"'); begin != std::string_view::npos;) {
    const std::size_t end = end_of_string(members, begin + 1);
    const std::string_view text = members.substr(begin + 1, end == std::string_view::npos ? end : end - begin - 1);
    if (text.size() >= kSecretBytesMin && !is_hash(text)) {
      const auto found = record::find_secrets(text);
      if (!found.empty()) return record::name_of(found.front().rule);
    }
    if (end == std::string_view::npos) break;
    begin = members.find('"', end + 1);
  }
  return {};
}

std::optional<WallTime> time_of(std::string_view members) {
  const std::size_t at = members.find(kTime);
  if (at == std::string_view::npos) return std::nullopt;
  return record::parse_timestamp(members.substr(at + kTime.size(), record::kTimestampBytes));
}

/// An operation is written when it ends, and told with the time at which it began.
Duration latency_of(std::string_view members) {
  const std::size_t at = members.rfind(kLatency);
  std::uint64_t milliseconds = 0;
  if (at != std::string_view::npos)
    std::from_chars(members.data() + at + kLatency.size(), members.data() + members.size(), milliseconds);
  return std::chrono::milliseconds(milliseconds);
}

bool is_interrupted(std::string_view members) { return members.find(R"("outcome":"interrupted")") != std::string_view::npos; }

void scan_operation(std::string_view members, ScannedLine& line) {
  if (members.starts_with(kId)) line.operation = OperationId::parse(members.substr(kId.size(), OperationId::kTextSize));
  // An interrupted operation is written by the next life, long after its time.
  line.written = is_interrupted(members) ? std::nullopt : std::optional(*line.written + latency_of(members));
}

ScannedLine& unreadable(ScannedLine& line, std::string_view complaint) {
  line.state = LineState::Unreadable;
  line.complaint = complaint;
  return line;
}

}  // namespace

ScannedLine scan_line(std::string_view text, const LinePlace& place) {
  ScannedLine line;
  line.text = text;
  line.file = place.file;
  line.number = place.number;
  if (!place.complete) {
    line.state = LineState::Unfinished;
    return may_be_beginning(text) ? line : unreadable(line, "the line at the file's end is no line and no beginning of one");
  }
  line.leaf = record::leaf_hash(text);
  line.leaf_text = crypto::to_base64(line.leaf);
  const auto layout = text.size() > record::kLineBytesMax ? std::nullopt : record::layout_of(text);
  if (!layout) return unreadable(line, "the line does not begin and end as a line of the log does");
  line.seq = layout->seq;
  line.kind = layout->kind;
  line.previous = layout->previous;
  line.checksum_holds = layout->checksum_holds;
  // Of a line that is chained, the chain shows that it is as it was written; of one that is not, its grammar is all there is.
  if (line.previous.empty() && !nlohmann::json::accept(text)) return unreadable(line, "the line is no JSON object");
  line.written = time_of(layout->members);
  if (!line.written) return unreadable(line, "the line has no time (`ts`)");
  line.secret = secret_in(layout->members);
  if (line.kind == "operation") scan_operation(layout->members, line);
  return line;
}

}  // namespace jurymast::app
