#include "store/log_index.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "crypto/hex.hpp"
#include "store/zstd.hpp"

namespace jurymast::store {
namespace {

using Json = nlohmann::json;

/// Another form of an index has another number, and is made again.
constexpr std::string_view kIndexWord = "jurymast-index 1 ";
constexpr std::string_view kLogWord = "jurymast-log 1 ";
constexpr std::size_t kLengthDigits = 16;
constexpr std::size_t kDigestDigits = 2 * sizeof(crypto::Digest);
constexpr std::size_t kIndexEndBytes = kIndexWord.size() + kLengthDigits + 1 + kDigestDigits + 1;
constexpr std::size_t kSealBytes = kLogWord.size() + kDigestDigits + 1;

std::optional<crypto::Digest> digest_of(std::string_view digits) {
  const auto bytes = digits.size() == kDigestDigits ? crypto::from_hex(digits) : std::nullopt;
  if (!bytes) return std::nullopt;
  crypto::Digest digest;
  std::copy(bytes->begin(), bytes->end(), digest.begin());
  return digest;
}

Json to_json(const Stretch& place) { return Json::array({place.offset, place.bytes}); }

Json to_json(const IndexedBlock& block) {
  const record::BlockSummary& summary = block.summary;
  Json parts = Json::array();
  for (const IndexedPart& part : block.parts)
    parts.push_back({{"place", to_json(part.place)}, {"sha256", crypto::to_hex(part.digest)}});
  return {{"lines", summary.lines},
          {"first_seq", summary.first_seq},
          {"last_seq", summary.last_seq},
          {"operations", summary.operations},
          {"plain", summary.plain},
          {"unreadable", summary.unreadable},
          {"first_at_ns", summary.first_at.since_epoch.count()},
          {"last_at_ns", summary.last_at.since_epoch.count()},
          {"timeless", summary.timeless},
          {"routes", summary.routes},
          {"classes", summary.classes},
          {"frame", to_json(block.frame)},
          {"sha256", crypto::to_hex(block.text)},
          {"parts", std::move(parts)}};
}

/// Throws where a member is missing or is something else, as the library does.
Stretch stretch_of(const Json& json) { return {json.at(0).get<std::uint64_t>(), json.at(1).get<std::uint64_t>()}; }

crypto::Digest digest_in(const Json& json) {
  return digest_of(json.at("sha256").get_ref<const std::string&>()).value_or(crypto::Digest{});
}

IndexedBlock block_of(const Json& json) {
  IndexedBlock block;
  record::BlockSummary& summary = block.summary;
  json.at("lines").get_to(summary.lines);
  json.at("first_seq").get_to(summary.first_seq);
  json.at("last_seq").get_to(summary.last_seq);
  json.at("operations").get_to(summary.operations);
  json.at("plain").get_to(summary.plain);
  json.at("unreadable").get_to(summary.unreadable);
  summary.first_at = WallTime{Duration(json.at("first_at_ns").get<std::int64_t>())};
  summary.last_at = WallTime{Duration(json.at("last_at_ns").get<std::int64_t>())};
  json.at("timeless").get_to(summary.timeless);
  json.at("routes").get_to(summary.routes);
  json.at("classes").get_to(summary.classes);
  block.frame = stretch_of(json.at("frame"));
  block.text = digest_in(json);
  const Json& parts = json.at("parts");
  for (std::size_t i = 0; i < block.parts.size(); ++i)
    block.parts[i] = {stretch_of(parts.at(i).at("place")), digest_in(parts.at(i))};
  return block;
}

/// The last bytes of a file; empty where it has fewer, or cannot be read.
std::string tail_of(const File& file, std::uint64_t before_end, std::size_t bytes) {
  struct stat about{};
  if (::fstat(file.descriptor(), &about) != 0 || static_cast<std::uint64_t>(about.st_size) < before_end + bytes) return {};
  const auto from = static_cast<off_t>(static_cast<std::uint64_t>(about.st_size) - before_end - bytes);
  std::string tail(bytes, '\0');
  return ::pread(file.descriptor(), tail.data(), bytes, from) == static_cast<ssize_t>(bytes) ? tail : std::string();
}

Result<LogIndex> read_head(std::string_view text) {
  const Json json = Json::parse(text, nullptr, false);
  try {
    LogIndex index;
    index.log = digest_in(json.at("log"));
    for (const Json& block : json.at("blocks")) index.blocks.push_back(block_of(block));
    return index;
  } catch (const Json::exception& wrong) {
    return fail(Code::Corrupt, "the index has not the members of one: {}", wrong.what());
  }
}

}  // namespace

crypto::Digest log_digest(const std::vector<IndexedBlock>& blocks) {
  std::string digests;
  for (const IndexedBlock& block : blocks) digests.append(block.text.begin(), block.text.end());
  return crypto::sha256(digests);
}

std::string index_name(const FinishedLog& log) { return fmt::format("{:016}-{:016}.index", log.first_seq, log.last_seq); }

std::string index_end(const LogIndex& index) {
  Json blocks = Json::array();
  for (const IndexedBlock& block : index.blocks) blocks.push_back(to_json(block));
  const Json json{{"log", {{"sha256", crypto::to_hex(index.log)}}}, {"blocks", std::move(blocks)}};
  const std::string head = json.dump() + "\n";
  return head + fmt::format("{}{:016} {}\n", kIndexWord, head.size(), crypto::to_hex(crypto::sha256(head)));
}

Result<LogIndex> read_index_head(const File& file) {
  const std::string end = tail_of(file, 0, kIndexEndBytes);
  if (!end.starts_with(kIndexWord)) return fail(Code::Invalid, "the index is of another version, or is not whole");
  const std::string_view digits = std::string_view(end).substr(kIndexWord.size(), kLengthDigits);
  std::size_t bytes = 0;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), bytes);
  if (read.ptr != digits.data() + digits.size() || bytes > kIndexHeadBytesMax)
    return fail(Code::Corrupt, "the index does not say where its head is");
  const std::string head = tail_of(file, kIndexEndBytes, bytes);
  const auto digest = digest_of(std::string_view(end).substr(kIndexWord.size() + kLengthDigits + 1, kDigestDigits));
  if (head.empty() || digest != crypto::sha256(head)) return fail(Code::Corrupt, "the head of the index is damaged");
  return read_head(head);
}

std::string log_seal(const crypto::Digest& log) {
  return unseen_frame_head(kSealBytes) + fmt::format("{}{}\n", kLogWord, crypto::to_hex(log));
}

std::optional<crypto::Digest> read_log_seal(const File& file) {
  const std::string seal = tail_of(file, 0, kUnseenFrameHeadBytes + kSealBytes);
  const std::string head = unseen_frame_head(kSealBytes) + std::string(kLogWord);
  if (!seal.starts_with(head)) return std::nullopt;
  return digest_of(std::string_view(seal).substr(head.size(), kDigestDigits));
}

}  // namespace jurymast::store
