#pragma once
#include <map>
#include <string>

#include "config/secret_source.hpp"

namespace jurymast::config {

/// The surroundings of a test: a fixed set of variables and files, among them every unfit kind. For tests.
class FakeSecrets final : public SecretSource {
 public:
  std::map<std::string, std::string, std::less<>> variables{{"WEB_KEY", "planted-web-key-0123456789"},
                                                            {"SECOND_KEY", "planted-second-key-0123456789"},
                                                            {"MAIN_KEY", "planted-main-key"},
                                                            {"SPARE_KEY", "planted-spare-key"},
                                                            {"SHORT_KEY", "planted"},
                                                            {"EMPTY", ""}};
  struct File {
    unsigned mode = 0600;
    std::string content;
  };
  std::map<std::string, File, std::less<>> files{{"/secrets/private", {0600, "planted-file-key\n"}},
                                                 {"/secrets/web-again", {0640, "planted-web-key-0123456789\r\n"}},
                                                 {"/secrets/line-break-only", {0600, "\n"}},
                                                 {"/secrets/world-readable", {0644, "planted-file-key"}},
                                                 {"/secrets/group-writable", {0660, "planted-file-key"}},
                                                 {"/secrets/world-writable", {0602, "planted-file-key"}},
                                                 {"/secrets/two-lines", {0600, "planted-one\nplanted-two\n"}},
                                                 {"/secrets/huge", {0600, std::string(kSecretBytesMax + 1, 'x')}},
                                                 {"/certificates/server.pem", {0644, "certificate"}}};

  std::optional<Secret> variable(std::string_view name) override {
    const auto found = variables.find(name);
    return found == variables.end() ? std::nullopt : std::optional<Secret>(Secret(found->second));
  }
  Result<SecretFile> file(std::string_view path) override {
    const auto found = files.find(path);
    if (found == files.end()) return fail(Code::NotFound, "No such file or directory");
    return SecretFile{found->second.mode, Secret(found->second.content)};
  }
  Result<void> readable(std::string_view path) override {
    if (files.find(path) == files.end()) return fail(Code::NotFound, "No such file or directory");
    return {};
  }
};

}  // namespace jurymast::config
