#include "record/known_secrets.hpp"

#include <algorithm>
#include <cstring>
#include <memory>

#include "base/assert.hpp"
#include "record/pattern_scrub.hpp"
#include "record/secret_forms.hpp"

namespace jurymast::record {
namespace {

constexpr bool is_alphanumeric(char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

/// What may stand beside a piece of an encoded secret and still be of it.
constexpr bool touches(char c) {
  constexpr std::string_view kMore = "+/_-.~!%$^*";
  return is_alphanumeric(c) || kMore.find(c) != std::string_view::npos;
}

bool is_whole_word(std::string_view text, std::size_t begin, std::size_t end) {
  return (begin == 0 || !is_alphanumeric(text[begin - 1])) && (end == text.size() || !is_alphanumeric(text[end]));
}

std::size_t pair_of(char first, char second) {
  return static_cast<std::size_t>(static_cast<unsigned char>(first)) << 8U | static_cast<unsigned char>(second);
}

/// A part of a text that holds a secret.
struct Part {
  std::size_t begin;
  std::size_t end;
};

/// Takes the letters that touch a hit with it, and joins it with the parts it reaches. No letter is looked at twice.
void add_widened(std::string_view text, Part hit, std::vector<Part>& parts) {
  const std::size_t covered = parts.empty() ? 0 : parts.back().end;
  while (hit.begin > covered && touches(text[hit.begin - 1])) --hit.begin;
  if (parts.empty() || hit.end > covered) {
    while (hit.end < text.size() && touches(text[hit.end])) ++hit.end;
  }
  while (!parts.empty() && parts.back().end >= hit.begin) {
    hit = {std::min(hit.begin, parts.back().begin), std::max(hit.end, parts.back().end)};
    parts.pop_back();
  }
  parts.push_back(hit);
}

}  // namespace

KnownSecrets::KnownSecrets(std::span<const std::string_view> secrets) {
  std::vector<std::unique_ptr<SecretForms>> all;
  std::size_t nodes = 1;
  for (const std::string_view secret : secrets) {
    auto forms = is_worth_looking_for(secret) ? std::make_unique<SecretForms>(secret) : nullptr;
    std::size_t bytes = 0;
    if (forms) {
      for (const SecretForm& form : forms->all()) bytes += form.size;
    }
    if (!forms || nodes + bytes > kNodesMax) {
      ++left_out_;
      continue;
    }
    nodes += bytes;
    all.push_back(std::move(forms));
  }
  // Never grown: what a vector grows out of is not wiped.
  nodes_.reserve(nodes);
  nodes_.emplace_back();
  for (const auto& forms : all) add(*forms);
  link();
}

KnownSecrets::~KnownSecrets() { explicit_bzero(nodes_.data(), nodes_.size() * sizeof(Node)); }

void KnownSecrets::add(const SecretForms& forms) {
  const std::string mark = mark_of(kKnownSecretRule);
  for (const SecretForm& form : forms.all()) {
    const std::string_view text = forms.text_of(form);
    // What a mark says would be found in every mark.
    if (mark.find(text) != std::string::npos) continue;
    JURYMAST_ASSERT(text.size() >= kKnownSecretBytesMin);
    std::uint32_t node = kRoot;
    for (const char c : text) node = add_child(node, static_cast<unsigned char>(c));
    const bool taken = nodes_[node].found_bytes > 0;
    nodes_[node].found_bytes = static_cast<std::uint16_t>(text.size());
    nodes_[node].whole_word = form.whole_word && (!taken || nodes_[node].whole_word);
    for (std::size_t at = 0; at < kStride; ++at) {
      pairs_.set(pair_of(text[at], text[at + 1]));
      quads_.set(quad_of(text.data() + at));
    }
  }
}

std::uint32_t KnownSecrets::child_of(std::uint32_t node, unsigned char byte) const {
  if (node == kRoot) return root_children_[byte];
  std::uint32_t child = nodes_[node].child;
  while (child != 0 && nodes_[child].byte != byte) child = nodes_[child].sibling;
  return child;
}

std::uint32_t KnownSecrets::add_child(std::uint32_t node, unsigned char byte) {
  if (const std::uint32_t known = child_of(node, byte); known != 0) return known;
  const auto child = static_cast<std::uint32_t>(nodes_.size());
  Node& added = nodes_.emplace_back();
  added.byte = byte;
  added.sibling = nodes_[node].child;
  nodes_[node].child = child;
  if (node == kRoot) root_children_[byte] = child;
  return child;
}

/// Breadth first: a node's fallback lies nearer to the root and is known when the node's turn comes.
void KnownSecrets::link() {
  std::vector<std::uint32_t> order{kRoot};
  order.reserve(nodes_.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    const std::uint32_t parent = order[i];
    for (std::uint32_t child = nodes_[parent].child; child != 0; child = nodes_[child].sibling) {
      Node& node = nodes_[child];
      if (parent != kRoot) node.fallback = step(nodes_[parent].fallback, node.byte);
      const Node& shorter = nodes_[node.fallback];
      if (node.found_bytes == 0) {
        node.found_bytes = shorter.found_bytes;
        node.whole_word = shorter.whole_word;
      }
      order.push_back(child);
    }
  }
}

std::uint32_t KnownSecrets::step(std::uint32_t state, unsigned char byte) const {
  for (;;) {
    const std::uint32_t child = child_of(state, byte);
    if (child != 0 || state == kRoot) return child;
    state = nodes_[state].fallback;
  }
}

std::size_t KnownSecrets::quad_of(const char* bytes) {
  constexpr std::uint32_t kGoldenRatio = 0x9E3779B1U;
  std::uint32_t quad = 0;
  static_assert(sizeof quad == kQuadBytes);
  std::memcpy(&quad, bytes, sizeof quad);
  return quad * kGoldenRatio >> (32U - kQuadBits);
}

std::size_t KnownSecrets::skip(std::string_view text, std::size_t at) const {
  // A form that begins at one of kStride places in a row has its own four bytes at the last of them.
  for (std::size_t last = at + kStride - 1; last + kQuadBytes <= text.size(); last += kStride) {
    if (pairs_[pair_of(text[last], text[last + 1])] && quads_[quad_of(text.data() + last)]) return last - (kStride - 1);
  }
  return text.size();
}

template <class OnHit>
void KnownSecrets::scan(std::string_view text, OnHit&& hit) const {
  if (nodes_.size() == 1) return;
  std::uint32_t state = kRoot;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (state == kRoot) at = skip(text, at);
    if (at == text.size()) return;
    state = step(state, static_cast<unsigned char>(text[at]));
    const Node& node = nodes_[state];
    if (node.found_bytes == 0) continue;
    const std::size_t begin = at + 1 - node.found_bytes;
    if (node.whole_word && !is_whole_word(text, begin, at + 1)) continue;
    if (!hit(begin, at + 1)) return;
  }
}

bool KnownSecrets::found_in(std::string_view text) const {
  bool found = false;
  scan(text, [&found](std::size_t, std::size_t) {
    found = true;
    return false;
  });
  return found;
}

std::optional<std::string> KnownSecrets::masked(std::string_view text) const {
  std::vector<Part> parts;
  scan(text, [&](std::size_t begin, std::size_t end) {
    add_widened(text, {begin, end}, parts);
    return true;
  });
  if (parts.empty()) return std::nullopt;
  std::string out;
  std::size_t from = 0;
  for (const Part& part : parts) {
    out.append(text.substr(from, part.begin - from)).append(mark_of(kKnownSecretRule));
    from = part.end;
  }
  return out.append(text.substr(from));
}

}  // namespace jurymast::record
