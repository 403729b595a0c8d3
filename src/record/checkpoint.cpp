#include "record/checkpoint.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <span>

#include "crypto/base64.hpp"
#include "crypto/hex.hpp"

namespace jurymast::record {
namespace {

constexpr std::string_view kOriginBegin = "jurymast.log/";
constexpr std::size_t kOriginKeyBytes = 8;
/// What stands before an Ed25519 key and before what its id is the hash of.
constexpr char kAlgorithm = '\x01';
constexpr std::size_t kKeyIdBytes = 4;
constexpr std::string_view kSignatureBegin = "\xE2\x80\x94 ";  // an em dash

std::string_view text_of(std::span<const unsigned char> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}
std::span<const unsigned char> bytes_of(std::string_view text) {
  return {reinterpret_cast<const unsigned char*>(text.data()), text.size()};
}

std::string algorithm_and_key(const crypto::Ed25519PublicKey& key) { return kAlgorithm + std::string(text_of(key)); }

std::string key_id(std::string_view origin, const crypto::Ed25519PublicKey& key) {
  const crypto::Digest digest = crypto::sha256(fmt::format("{}\n", origin), algorithm_and_key(key));
  return std::string(text_of(digest).substr(0, kKeyIdBytes));
}

template <class Array>
std::optional<Array> array_of(const std::optional<std::string>& bytes) {
  Array array{};
  if (!bytes || bytes->size() != array.size()) return std::nullopt;
  std::copy(bytes->begin(), bytes->end(), array.begin());
  return array;
}

/// The line at the beginning of `text`, taken off it with its newline; nothing where there is none.
std::optional<std::string_view> take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end + 1);
  return line;
}

std::optional<std::uint64_t> number_of(std::string_view text) {
  std::uint64_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = read.ec == std::errc() && read.ptr == text.data() + text.size();
  return whole && fmt::format("{}", number) == text ? std::optional(number) : std::nullopt;
}

}  // namespace

LogVerifier::LogVerifier(const crypto::Ed25519PublicKey& key) : key_(key), origin_(kOriginBegin) {
  const crypto::Digest digest = crypto::sha256(text_of(key));
  origin_ += crypto::to_hex(std::span(digest).first(kOriginKeyBytes));
}

Result<LogVerifier> LogVerifier::read(std::string_view text) {
  const std::size_t end = text.find_last_not_of(" \r\n");
  const std::string_view trimmed = text.substr(0, end == std::string_view::npos ? 0 : end + 1);
  // The key comes last, and base 64 may hold a `+` itself.
  const std::size_t id = trimmed.find('+');
  const std::size_t key_at = id == std::string_view::npos ? id : trimmed.find('+', id + 1);
  const auto bytes = key_at == std::string_view::npos ? std::nullopt : crypto::from_base64(trimmed.substr(key_at + 1));
  const auto key = bytes && bytes->starts_with(kAlgorithm) ? array_of<crypto::Ed25519PublicKey>(bytes->substr(1)) : std::nullopt;
  if (key && LogVerifier(*key).text() == trimmed) return LogVerifier(*key);
  return fail(Code::Invalid, "this is no key of a log; expected one line such as {}<16 digits>+<8 digits>+<base 64>", kOriginBegin);
}

std::string LogVerifier::text() const {
  return fmt::format("{}+{}+{}", origin_, crypto::to_hex(bytes_of(key_id(origin_, key_))),
                     crypto::to_base64(bytes_of(algorithm_and_key(key_))));
}

std::string LogVerifier::body(const TreeHead& head) const {
  return fmt::format("{}\n{}\n{}\n", origin_, head.size, crypto::to_base64(head.root));
}

bool LogVerifier::signed_by(const TreeHead& head, const crypto::Ed25519Signature& signature) const {
  return crypto::ed25519_verify(key_, body(head), signature);
}

std::string LogVerifier::note(const TreeHead& head, const crypto::Ed25519Signature& signature) const {
  const std::string signed_bytes = key_id(origin_, key_) + std::string(text_of(signature));
  return fmt::format("{}\n{}{} {}\n", body(head), kSignatureBegin, origin_, crypto::to_base64(bytes_of(signed_bytes)));
}

Result<TreeHead> LogVerifier::open(std::string_view note) const {
  std::string_view rest = note;
  const auto origin = take_line(rest);
  const auto size = number_of(take_line(rest).value_or(""));
  const auto root = array_of<crypto::Digest>(crypto::from_base64(take_line(rest).value_or("")));
  const auto gap = take_line(rest);
  const auto signature_line = take_line(rest);
  if (!origin || !size || !root || gap != "" || !signature_line) return fail(Code::Corrupt, "this is no checkpoint of a log");
  if (*origin != origin_) return fail(Code::Denied, "this is a checkpoint of another log, {}", origin->substr(0, 64));
  const std::string begin = fmt::format("{}{} ", kSignatureBegin, origin_);
  const auto bytes = signature_line->starts_with(begin) ? crypto::from_base64(signature_line->substr(begin.size())) : std::nullopt;
  const bool keyed = bytes && bytes->starts_with(key_id(origin_, key_));
  const auto signature = keyed ? array_of<crypto::Ed25519Signature>(bytes->substr(kKeyIdBytes)) : std::nullopt;
  const TreeHead head{*size, *root};
  if (!signature || !signed_by(head, *signature)) return fail(Code::Denied, "the checkpoint's signature is not of this log's key");
  return head;
}

}  // namespace jurymast::record
