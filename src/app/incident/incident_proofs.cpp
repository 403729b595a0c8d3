#include "app/incident/incident_proofs.hpp"

#include <algorithm>

#include "record/checkpoint_record.hpp"
#include "record/line.hpp"
#include "store/chain_reader.hpp"
#include "store/log_key.hpp"
#include "store/log_reader.hpp"

namespace jurymast::app {
namespace {

using review::CitedProof;

constexpr std::string_view kNoKey = "the log has no public key: its gateway has signed nothing yet";
constexpr std::string_view kNotSigned =
    "no signed checkpoint stands behind it yet; one comes within a minute while the gateway runs";
constexpr std::string_view kBroken = "the log does not run without a hole around it; see jurymast log verify";
constexpr std::string_view kNotAsSigned =
    "the lines around it are not those that the checkpoint was signed over; see jurymast log verify";
constexpr std::string_view kNotThere = "no such line is in the log any more";

/// Collects the hashes between two checkpoints, and makes the proofs of what stands between them at the second.
class CitedReader {
 public:
  CitedReader(std::vector<CitedProof>& proofs, const record::LogVerifier& verifier) : proofs_(proofs), verifier_(verifier) {}

  /// False once every cited line is dealt with.
  bool take(std::string_view line) {
    if (line.starts_with(record::kCheckpointHead)) take_checkpoint(line);
    const auto layout = record::layout_of(line);
    const std::uint64_t expected = before_.size() + leaves_.size() + 1;
    if (!layout || !layout->checksum_holds || layout->seq != expected || leaves_.size() >= kLinesToCheckpointMax) known_ = false;
    if (known_) leaves_.push_back(record::leaf_hash(line));
    if (layout) cite(line, *layout);
    return found_ < proofs_.size() || !waiting_.empty();
  }

 private:
  void take_checkpoint(std::string_view line) {
    auto tree = store::tree_before(line, &verifier_);
    if (!tree) return;
    for (CitedProof* const one : waiting_) prove(*one, line, *tree);
    waiting_.clear();
    before_ = *std::move(tree);
    leaves_.clear();
    known_ = true;
  }

  void prove(CitedProof& one, std::string_view checkpoint, const record::MerkleTree& tree) const {
    const bool whole = known_ && tree.size() == before_.size() + leaves_.size() && one.cited.seq > before_.size();
    const auto split = record::split_line(checkpoint);
    const Result<record::CheckpointRecord> told =
        split ? record::read_checkpoint(split->record) : fail(Code::Corrupt, "this is no line of a log");
    if (!whole || !told) {
      one.lacking = kBroken;
      return;
    }
    const std::uint64_t index = one.cited.seq - 1;
    one.proof = record::LeafProof{index, record::leaf_hash(one.line), record::inclusion_path(before_, leaves_, index),
                                  record::note_of(*told, verifier_)};
    if (record::check_proof(*one.proof, verifier_)) {
      one.lacking.clear();
      return;
    }
    one.proof.reset();
    one.lacking = kNotAsSigned;
  }

  static bool is(const review::CitedLine& cited, std::string_view line, const record::LineLayout& layout) {
    if (cited.seq != 0) return cited.seq == layout.seq;
    if (layout.kind != "operation" || line.find(cited.id) == std::string_view::npos) return false;
    const auto split = record::split_line(line);
    const auto id = split ? record::operation_id_of(split->record) : std::nullopt;
    return id && id->to_string() == cited.id;
  }

  void cite(std::string_view line, const record::LineLayout& layout) {
    for (CitedProof& one : proofs_) {
      if (!one.line.empty() || !is(one.cited, line, layout)) continue;
      one.cited.seq = layout.seq;
      one.line = line;
      one.lacking = kNotSigned;
      waiting_.push_back(&one);
      ++found_;
    }
  }

  std::vector<CitedProof>& proofs_;
  const record::LogVerifier& verifier_;
  record::MerkleTree before_;
  std::vector<crypto::Digest> leaves_;  ///< of the lines behind `before_`
  bool known_ = true;                   ///< these are all of them
  std::vector<CitedProof*> waiting_;    ///< for the next checkpoint
  std::size_t found_ = 0;
};

/// The number of the line before the first that is cited; 0 where one is known by its id alone.
std::uint64_t before_first(const std::vector<review::CitedLine>& cited) {
  std::uint64_t first = cited.front().seq;
  for (const review::CitedLine& one : cited) first = std::min(first, one.seq);
  return first == 0 ? 0 : first - 1;
}

}  // namespace

Result<std::vector<CitedProof>> prove_cited(const std::string& state_directory, const std::vector<review::CitedLine>& cited,
                                            ReadingProgress& progress) {
  std::vector<CitedProof> proofs;
  const auto verifier = store::load_log_verifier(state_directory);
  for (const review::CitedLine& one : cited) proofs.push_back({one, {}, {}, std::string(verifier ? kNotThere : kNoKey)});
  if (!verifier || proofs.empty()) return proofs;
  CitedReader reader(proofs, *verifier);
  progress.again();
  const auto read = store::for_each_line(state_directory, before_first(cited), [&](const store::LogLine& line) {
    progress.read(line);
    return !line.complete || reader.take(line.text);
  });
  if (!read) return tl::unexpected(read.error());
  return proofs;
}

}  // namespace jurymast::app
