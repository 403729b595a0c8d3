#include "app/log_checkpoint.hpp"

#include <fmt/format.h>

#include <optional>
#include <vector>

#include "app/exit_code.hpp"
#include "base/ids.hpp"
#include "record/inclusion_proof.hpp"
#include "record/line.hpp"
#include "record/merkle.hpp"
#include "store/chain_reader.hpp"
#include "store/file.hpp"
#include "store/key_file.hpp"
#include "store/log_key.hpp"
#include "store/log_reader.hpp"

namespace jurymast::app {
namespace {

constexpr std::size_t kProofBytesMax = 64 * 1024;

/// Told to a user as `jurymast log: …`; the exit code goes with it.
struct Refused {
  int exit;
  std::string message;
};

int refuse(const Refused& refused, std::FILE* err) {
  fmt::print(err, "jurymast log: {}\n", refused.message);
  return refused.exit;
}

/// Shows each whole line of the log, from its first one; says why not where there is no beginning.
std::optional<Refused> for_each_from_the_first(const std::string& state, const std::function<void(std::string_view)>& take) {
  std::optional<std::uint64_t> first;
  const auto read = store::for_each_line(state, 0, [&](const store::LogLine& line) {
    if (!line.complete) return true;
    if (!first) {
      const auto split = record::split_line(line.text);
      first = split ? split->seq : 0;
    }
    if (*first == 1) take(line.text);
    return *first == 1;
  });
  if (!read) return Refused{kToolFailed, read.error().message};
  if (!first) return Refused{kCheckFailed, fmt::format("{} has no records", state)};
  if (*first == 1) return std::nullopt;
  return Refused{kCheckFailed,
                 fmt::format("the log in {} begins with line {}, so what was before it cannot be vouched for", state, *first)};
}

std::string signed_head(const record::LogSigner& signer, std::uint64_t size, const crypto::Digest& root) {
  const record::TreeHead head{size, root};
  return signer.verifier().note(head, signer.sign(head));
}

}  // namespace

int run_log_checkpoint(const LogCheckpointOptions& options, std::FILE* out, std::FILE* err) {
  const auto known = store::load_log_verifier(options.state);
  const auto chain = store::read_chain(options.state, known ? &*known : nullptr);
  if (!chain) {
    const bool unreadable = chain.error().code != Code::NotFound && chain.error().code != Code::Corrupt;
    return refuse({unreadable ? kToolFailed : kCheckFailed, chain.error().message}, err);
  }
  const auto signer = store::load_or_create_log_signer(options.state);
  if (!signer) return refuse({kToolFailed, signer.error().message}, err);
  const record::MerkleTree& tree = chain->tree();
  const std::string text = options.public_key ? signer->verifier().text() + "\n" : signed_head(*signer, tree.size(), tree.root());
  if (options.out.empty()) {
    std::fwrite(text.data(), 1, text.size(), out);
    return kPass;
  }
  const auto written = store::replace_file(options.out, text);
  return written ? static_cast<int>(kPass) : refuse({kToolFailed, written.error().message}, err);
}

int run_log_prove(const LogProveOptions& options, std::FILE* out, std::FILE* err) {
  const auto wanted = OperationId::parse(options.id);
  if (!wanted)
    return refuse({kUsage, fmt::format("`{}` is no operation's id, which are the 26 characters of x-request-id", options.id)}, err);
  std::vector<crypto::Digest> leaves;
  std::optional<record::InclusionProof> proof;
  const auto refused = for_each_from_the_first(options.state, [&](std::string_view line) {
    leaves.push_back(record::leaf_hash(line));
    if (proof || line.find(options.id) == std::string_view::npos) return;
    const auto split = record::split_line(line);
    if (!split || split->kind != "operation" || record::operation_id_of(split->record) != wanted) return;
    proof = record::InclusionProof{leaves.size() - 1, std::string(line), {}, {}};
  });
  if (refused) return refuse(*refused, err);
  if (!proof) return refuse({kCheckFailed, fmt::format("no operation {} is in the log", options.id)}, err);
  const auto signer = store::load_or_create_log_signer(options.state);
  if (!signer) return refuse({kToolFailed, signer.error().message}, err);
  record::MerkleTree tree;
  for (const crypto::Digest& leaf : leaves) tree.append(leaf);
  proof->path = record::inclusion_path(leaves, proof->index);
  proof->checkpoint = signed_head(*signer, tree.size(), tree.root());
  const std::string text = record::render(*proof);
  std::fwrite(text.data(), 1, text.size(), out);
  return kPass;
}

int run_log_verify_proof(const LogVerifyProofOptions& options, std::FILE* out, std::FILE* err) {
  const auto verifier = options.key.empty() ? store::load_log_verifier(options.state) : store::read_log_verifier(options.key);
  if (!verifier) return refuse({kUsage, verifier.error().message + "; name the log's public key with --key FILE"}, err);
  const auto text = store::read_file(options.file, kProofBytesMax);
  if (!text) return refuse({kUsage, text.error().message}, err);
  const auto proof = record::read_proof(*text);
  if (!proof) return refuse({kUsage, fmt::format("{}: {}", options.file, proof.error().message)}, err);
  const auto head = record::check_proof(*proof, *verifier);
  if (!head) return refuse({kCheckFailed, fmt::format("the proof does not hold: {}", head.error().message)}, err);
  fmt::print(out, "the proof holds: line {} of the {} that {} had when the checkpoint was signed\n{}\n", proof->index + 1,
             head->size, verifier->origin(), proof->line);
  return kPass;
}

}  // namespace jurymast::app
