#include "store/log_key.hpp"

#include "store/file.hpp"
#include "store/key_file.hpp"

namespace jurymast::store {
namespace {

constexpr std::size_t kVerifierBytesMax = 512;

std::string private_path(const std::string& state_directory) { return state_directory + "/keys/log.key"; }
std::string public_path(const std::string& state_directory) { return state_directory + "/keys/log.pub"; }

}  // namespace

Result<record::LogSigner> load_or_create_log_signer(const std::string& state_directory) {
  Result<Secret> seed = load_or_create_key(private_path(state_directory));
  if (!seed) return tl::unexpected(seed.error());
  record::LogSigner signer(std::move(*seed));
  const std::string text = signer.verifier().text() + "\n";
  const auto known = read_file(public_path(state_directory), kVerifierBytesMax);
  if (known && *known == text) return signer;
  if (const auto written = replace_file(public_path(state_directory), text); !written) return tl::unexpected(written.error());
  return signer;
}

Result<record::LogVerifier> read_log_verifier(const std::string& path) {
  const auto text = read_file(path, kVerifierBytesMax);
  if (!text) return tl::unexpected(text.error());
  auto verifier = record::LogVerifier::read(*text);
  if (!verifier) return fail(Code::Invalid, "{}: {}", path, verifier.error().message);
  return verifier;
}

Result<record::LogVerifier> load_log_verifier(const std::string& state_directory) {
  return read_log_verifier(public_path(state_directory));
}

}  // namespace jurymast::store
