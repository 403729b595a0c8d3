#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace jurymast::record {

/// A text under which a secret may come to light.
struct SecretForm {
  std::size_t offset = 0;
  std::size_t size = 0;
  bool whole_word = false;  ///< counts only where no letter or digit stands beside it
};

/// What a secret looks like wherever it may come to light: as it is (and so behind `Bearer `, too), in a URL, in JSON, as an identifier of
/// a record, in hexadecimal, in base64 of both alphabets at each of the three alignments, and its last eight characters as a word. Long
/// forms are cut in pieces, so that a part of a secret is found as well. All bytes are in one buffer that is wiped in the end.
class SecretForms {
 public:
  explicit SecretForms(std::string_view secret);
  SecretForms(const SecretForms&) = delete;
  SecretForms& operator=(const SecretForms&) = delete;
  ~SecretForms();

  const std::vector<SecretForm>& all() const { return forms_; }
  std::string_view text_of(const SecretForm& form) const { return std::string_view(bytes_).substr(form.offset, form.size); }

  /// Of a longer secret only this much is looked for.
  static constexpr std::size_t kSecretBytesLookedFor = 512;
  static constexpr std::size_t kFragmentBytes = 8;
  /// A fragment of a shorter secret, or one that looks written, would be found where nothing leaked.
  static constexpr std::size_t kFragmentSecretBytesMin = 20;

 private:
  void take_form(std::size_t begin);
  template <class Encode>
  void add(Encode&& encode);
  void add_texts(std::string_view secret);
  void add_base64(std::string_view secret);
  void add_fragment(std::string_view secret);

  std::string bytes_;
  std::vector<SecretForm> forms_;
};

/// False for what is too short, or too much like a word, to be looked for without finding it everywhere.
bool is_worth_looking_for(std::string_view secret);
inline constexpr std::size_t kKnownSecretBytesMin = 8;
/// From this length on anything counts as a secret; below it, only what looks drawn.
inline constexpr std::size_t kKnownSecretBytesSure = 16;

}  // namespace jurymast::record
