#include "record/checkpoint_record.hpp"

#include <algorithm>
#include <optional>
#include <span>

#include "record/member_reader.hpp"
#include "record/member_shapes.hpp"
#include "record/member_writer.hpp"

namespace jurymast::record {
namespace {

std::string text_of(std::span<const unsigned char> bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

template <class Array>
std::optional<Array> array_of(std::string_view bytes) {
  Array array{};
  if (bytes.size() != array.size()) return std::nullopt;
  std::copy(bytes.begin(), bytes.end(), array.begin());
  return array;
}

std::vector<crypto::Digest> digests_of(std::string_view bytes) {
  std::vector<crypto::Digest> all;
  for (; bytes.size() >= sizeof(crypto::Digest); bytes.remove_prefix(sizeof(crypto::Digest))) {
    all.push_back(*array_of<crypto::Digest>(bytes.substr(0, sizeof(crypto::Digest))));
  }
  return all;
}

}  // namespace

template <class Form, SomeOf<CheckpointRecord> Record>
void describe(Form& form, Record& record) {
  form.time({"ts", "when it was signed"}, record.at);
  form.word({"cause", "so many lines or so much time since the one before, a file begins, or an orderly end"}, record.cause,
            kCheckpointCauseNames);
  form.identifier({"origin", "the log's name, made from its key"}, record.origin);
  form.count({"size", "how many lines stand before this one"}, record.size);
  form.bytes({"root", "of the Merkle tree over them"}, record.root);
  form.bytes({"frontier", "the roots of the tree's whole subtrees, largest first, 32 bytes each: all that is needed to go on"},
             record.frontier);
  // Called a signature, it would have the shape of a credential for whoever looks for those.
  form.bytes({"ed25519", "signature with the log's key over origin, size and root, as in a checkpoint that is kept elsewhere"},
             record.signature);
}

std::string render(const CheckpointRecord& record) { return write_record("checkpoint", record); }

Result<CheckpointRecord> read_checkpoint(std::string_view record) { return read_record<CheckpointRecord>("checkpoint", record); }

KindShape checkpoint_shape() {
  return shape_of<CheckpointRecord>("checkpoint",
                                    "what all lines before this one are, signed; every 1 000 lines, every minute also when nothing "
                                    "happens, and first in each file but the first");
}

CheckpointRecord sign_checkpoint(const LogSigner& signer, const MerkleTree& tree, WallTime at, CheckpointCause cause) {
  const TreeHead head{tree.size(), tree.root()};
  CheckpointRecord record{at, cause, signer.verifier().origin(), head.size, text_of(head.root), {}, text_of(signer.sign(head))};
  for (const crypto::Digest& subtree : tree.frontier()) record.frontier += text_of(subtree);
  return record;
}

Result<MerkleTree> tree_of(const CheckpointRecord& record) {
  auto tree = MerkleTree::from(record.size, digests_of(record.frontier));
  const bool whole = record.frontier.size() % sizeof(crypto::Digest) == 0;
  if (!tree || !whole || text_of(tree->root()) != record.root) {
    return fail(Code::Corrupt, "the checkpoint's size, root and frontier do not fit each other");
  }
  return *std::move(tree);
}

Result<MerkleTree> open_checkpoint(const CheckpointRecord& record, const LogVerifier& verifier) {
  auto tree = tree_of(record);
  if (!tree) return tree;
  const auto signature = array_of<crypto::Ed25519Signature>(record.signature);
  if (record.origin != verifier.origin()) return fail(Code::Denied, "the checkpoint is of another log, {}", record.origin);
  if (signature && verifier.signed_by({tree->size(), tree->root()}, *signature)) return tree;
  return fail(Code::Denied, "the checkpoint's signature is not of this log's key");
}

std::string note_of(const CheckpointRecord& record, const LogVerifier& verifier) {
  const auto root = array_of<crypto::Digest>(record.root).value_or(crypto::Digest{});
  const auto signature = array_of<crypto::Ed25519Signature>(record.signature).value_or(crypto::Ed25519Signature{});
  return verifier.note({record.size, root}, signature);
}

}  // namespace jurymast::record
