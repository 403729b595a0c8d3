#include "app/log/log_checkpoint.hpp"

#include <fmt/format.h>

#include <array>
#include <optional>
#include <vector>

#include "app/exit_code.hpp"
#include "base/ids.hpp"
#include "record/inclusion_proof.hpp"
#include "record/line.hpp"
#include "record/merkle.hpp"
#include "review/incident/packet_check.hpp"
#include "store/chain_reader.hpp"
#include "store/file.hpp"
#include "store/key_file.hpp"
#include "store/log_key.hpp"
#include "store/log_reader.hpp"

namespace jurymast::app {
namespace {

constexpr std::size_t kPacketBytesMax = 8 * 1024 * 1024;

/// Told to a user as `jurymast log: …`; the exit code goes with it.
struct Refused {
  int exit;
  std::string message;
};

int refuse(const Refused& refused, std::FILE* err) {
  fmt::print(err, "jurymast log: {}\n", refused.message);
  return refused.exit;
}

/// Finds an operation's line and collects what its path to the root is made of: the tree up to the last checkpoint before it, and the hashes
/// of the lines from there on.
class ProofReader {
 public:
  ProofReader(std::string id, const record::LogVerifier* verifier) : id_(std::move(id)), verifier_(verifier) {}

  bool take(const store::LogLine& line) {
    if (!line.complete) return true;
    if (auto tree = line_.empty() ? store::tree_before(line.text, verifier_) : std::nullopt) begin(*std::move(tree));
    const auto layout = record::layout_of(line.text);
    const std::uint64_t expected = before_.size() + leaves_.size() + 1;
    in_order_ = in_order_ && layout && layout->checksum_holds && layout->seq == expected;
    if (!in_order_) return line_.empty();
    leaves_.push_back(record::leaf_hash(line.text));
    if (line_.empty() && is_wanted(line.text)) {
      line_ = line.text;
      index_ = expected - 1;
    }
    return true;
  }

  bool found() const { return !line_.empty(); }
  /// Lines do not follow each other behind the last checkpoint that was met, or there is none and no first line.
  bool broken() const { return !in_order_; }
  record::InclusionProof proof() const { return {index_, line_, record::inclusion_path(before_, leaves_, index_), {}}; }
  record::MerkleTree tree() const {
    record::MerkleTree tree = before_;
    for (const crypto::Digest& leaf : leaves_) tree.append(leaf);
    return tree;
  }

 private:
  void begin(record::MerkleTree tree) {
    before_ = std::move(tree);
    leaves_.clear();
    in_order_ = true;
  }
  bool is_wanted(std::string_view line) const {
    if (line.find(id_) == std::string_view::npos) return false;
    const auto split = record::split_line(line);
    const auto id = split && split->kind == "operation" ? record::operation_id_of(split->record) : std::nullopt;
    return id && id->to_string() == id_;
  }

  std::string id_;
  const record::LogVerifier* verifier_;
  record::MerkleTree before_;
  std::vector<crypto::Digest> leaves_;
  bool in_order_ = true;
  std::string line_;
  std::uint64_t index_ = 0;
};

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
  if (!OperationId::parse(options.id))
    return refuse({kUsage, fmt::format("`{}` is no operation's id, which are the 26 characters of x-request-id", options.id)}, err);
  const auto known = store::load_log_verifier(options.state);
  ProofReader reader(options.id, known ? &*known : nullptr);
  const auto read = store::for_each_line(options.state, 0, [&reader](const store::LogLine& line) { return reader.take(line); });
  if (!read) return refuse({kToolFailed, read.error().message}, err);
  if (reader.broken()) {
    return refuse({kCheckFailed,
                   fmt::format("the log in {} does not run without a hole from its first line or a checkpoint on, so it cannot be "
                               "vouched for; see jurymast log verify",
                               options.state)},
                  err);
  }
  if (!reader.found()) return refuse({kCheckFailed, fmt::format("no operation {} is in the log", options.id)}, err);
  const auto signer = store::load_or_create_log_signer(options.state);
  if (!signer) return refuse({kToolFailed, signer.error().message}, err);
  const record::MerkleTree tree = reader.tree();
  record::InclusionProof proof = reader.proof();
  proof.checkpoint = signed_head(*signer, tree.size(), tree.root());
  const std::string text = record::render(proof);
  std::fwrite(text.data(), 1, text.size(), out);
  return kPass;
}

namespace {

/// Says of each proof of a packet whether it holds. Nothing is vouched for where one is lacking.
int verify_packet(const std::string& text, const record::LogVerifier& verifier, std::FILE* out, std::FILE* err) {
  const auto proofs = review::check_packet_proofs(text, verifier);
  if (!proofs) return refuse({kUsage, proofs.error().message}, err);
  std::array<std::size_t, review::kProofStateNames.size()> counts{};
  for (const review::CheckedProof& one : *proofs) {
    ++counts[static_cast<std::size_t>(one.state)];
    fmt::print(out, "{}: {}: {}\n", name_of(one.state), one.cited, one.words);
  }
  const auto [hold, failed, lacking] = counts;
  fmt::print(out, "{} of {} proofs hold, {} do not, {} cited lines have none\n", hold, proofs->size(), failed, lacking);
  if (failed > 0) return kCheckFailed;
  return lacking > 0 || proofs->empty() ? kHold : kPass;
}

}  // namespace

int run_log_verify_proof(const LogVerifyProofOptions& options, std::FILE* out, std::FILE* err) {
  const auto verifier = options.key.empty() ? store::load_log_verifier(options.state) : store::read_log_verifier(options.key);
  if (!verifier) return refuse({kUsage, verifier.error().message + "; name the log's public key with --key FILE"}, err);
  const auto text = store::read_file(options.file, kPacketBytesMax);
  if (!text) return refuse({kUsage, text.error().message}, err);
  if (review::is_packet(*text)) return verify_packet(*text, *verifier, out, err);
  const auto proof = record::read_proof(*text);
  if (!proof) return refuse({kUsage, fmt::format("{}: {}", options.file, proof.error().message)}, err);
  const auto head = record::check_proof(*proof, *verifier);
  if (!head) return refuse({kCheckFailed, fmt::format("the proof does not hold: {}", head.error().message)}, err);
  fmt::print(out, "the proof holds: line {} of the {} that {} had when the checkpoint was signed\n{}\n", proof->index + 1,
             head->size, verifier->origin(), proof->line);
  return kPass;
}

}  // namespace jurymast::app
