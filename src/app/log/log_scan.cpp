#include "app/log/log_scan.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <nlohmann/json.hpp>

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
/// And no vendor's key of small letters alone is as short as this.
constexpr std::size_t kWordBytesMax = 19;

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

/// `2026-07-05T12:00:00.123456Z`
bool is_timestamp(std::string_view text) {
  constexpr std::string_view kForm = "0000-00-00T00:00:00.000000Z";
  const auto fits = [](char c, char form) { return form == '0' ? c >= '0' && c <= '9' : c == form; };
  return std::equal(text.begin(), text.end(), kForm.begin(), kForm.end(), fits);
}

enum class Letter : unsigned char { Other, Word, Quote, Backslash };

constexpr std::array<Letter, 256> make_letters() {
  std::array<Letter, 256> letters{};
  for (char c = 'a'; c <= 'z'; ++c) letters[static_cast<unsigned char>(c)] = Letter::Word;
  letters['_'] = Letter::Word;
  letters['"'] = Letter::Quote;
  letters['\\'] = Letter::Backslash;
  return letters;
}
constexpr auto kLetters = make_letters();

/// The JSON string at the beginning of `text`, behind its opening quote.
struct JsonString {
  std::string_view text;
  bool is_word = true;  ///< of small letters and underscores alone
  bool ended = false;
};

JsonString string_at(std::string_view text) {
  JsonString string;
  std::size_t at = 0;
  for (; at < text.size(); ++at) {
    const Letter here = kLetters[static_cast<unsigned char>(text[at])];
    if (here == Letter::Word) continue;
    if (here == Letter::Quote) break;
    string.is_word = false;
    if (here == Letter::Backslash) ++at;
  }
  string.ended = at < text.size();
  string.text = text.substr(0, at);
  return string;
}

/// The strings that nearly all members are made of hold no secret, and are told by their bytes.
bool is_harmless(const JsonString& string) {
  if (string.text.size() < kSecretBytesMin || (string.is_word && string.text.size() <= kWordBytesMax)) return true;
  return is_hash(string.text) || is_timestamp(string.text);
}

/// The rule of the first string that holds a secret, names of members among them.
std::string_view secret_in(std::string_view members) {
  for (std::size_t begin = members.find('"'); begin != std::string_view::npos;) {
    const JsonString string = string_at(members.substr(begin + 1));
    if (!is_harmless(string)) {
      const auto found = record::find_secrets(string.text);
      if (!found.empty()) return record::name_of(found.front().rule);
    }
    if (!string.ended) break;
    begin = members.find('"', begin + string.text.size() + 2);
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

/// As interrupted_record() ends it.
bool is_interrupted(std::string_view members) { return members.ends_with(R"(,"outcome":"interrupted")"); }

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
  line.leaf_text = record::previous_text(line.leaf);
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
