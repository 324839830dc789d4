// SPDX-License-Identifier: GPL-3.0-or-later
// A window with two small pages and everything it stands on in a temporary folder: what the tests
// of the shell drive, and a demonstration of the page interface.
#pragma once

#include <QAction>
#include <QApplication>
#include <QMenu>
#include <QTemporaryDir>
#include <QVBoxLayout>

#include "ui/forms/empty_state.h"
#include "ui/forms/inspector_sheet.h"
#include "ui/forms/param_form.h"
#include "ui/shell/main_window.h"

namespace loom::tests {

using namespace loom::ui;
using namespace Qt::Literals::StringLiterals;

inline std::vector<ParamSpec> demoParams() {
    return {{.key = "model",
             .title = "Model",
             .type = ParamType::Choice,
             .defaultValue = std::string("tcn"),
             .choices = {{"tcn", "QuantGAN TCN"}, {"svnn", "C-SVNN"}}},
            {.key = "receptive_field",
             .title = "Receptive field",
             .type = ParamType::Integer,
             .defaultValue = std::int64_t{127},
             .minimum = 3,
             .maximum = 1023,
             .unit = "days"},
            {.key = "steps",
             .title = "Steps",
             .type = ParamType::Integer,
             .defaultValue = std::int64_t{3000},
             .minimum = 1,
             .maximum = 100000},
            {.key = "lr_d",
             .title = "Learning rate D",
             .type = ParamType::Real,
             .defaultValue = 0.0001,
             .minimum = 1e-6,
             .maximum = 1e-2,
             .scale = ParamScale::Log},
            {.key = "ema",
             .title = "Average weights",
             .type = ParamType::Bool,
             .defaultValue = true,
             .help = "Sample from an exponential average of the weights."},
            {.key = "clip",
             .title = "Gradient clip",
             .type = ParamType::Real,
             .defaultValue = 0.5,
             .minimum = 0.0,
             .maximum = 10.0,
             .advanced = true}};
}

/// Remembers a symbol and a form; offers one action.
class StudyPage final : public Page {
    Q_OBJECT
  public:
    StudyPage(PageHost& pageHost, QWidget* parent) : Page(u"study"_s, pageHost, parent) {
        setSubtitle(u"^GSPC, daily close, 2000-01-03 to 2020-04-17"_s);
        m_train = new QAction(u"&Train and Compare"_s, this);
        m_train->setObjectName(u"study_train"_s);
        m_train->setShortcut(QKeySequence(u"Ctrl+R"_s));
    }

    QWidget* createInspector() override {
        auto* sheet = new InspectorSheet(u"Train and Compare"_s, u"train_button"_s, u"Train"_s);
        m_form = new ParamForm(demoParams(), sheet, u"Generator"_s);
        sheet->add(m_form);
        sheet->menu()->addAction(u"Reset to Defaults"_s, m_form,
                                 [this] { m_form->load(Json::object()); });
        connect(m_form, &ParamForm::problemCountChanged, sheet, &InspectorSheet::setProblemCount);
        connect(m_form, &ParamForm::edited, this, [this] {
            Q_EMIT inspectorTitleChanged(u"Study"_s, u"quantgan-gspc, edited"_s);
            Q_EMIT stateEdited();
        });
        return sheet;
    }
    QList<QAction*> menuActions(MenuPlace place) const override {
        return place == MenuPlace::Run ? QList<QAction*>{m_train} : QList<QAction*>();
    }
    QJsonObject saveState() const override { return {{u"symbol"_s, symbol}}; }
    void restoreState(const QJsonObject& state) override {
        symbol = state.value(u"symbol"_s).toString(u"^GSPC"_s);
    }
    bool openSymbol(const QString& wanted) override {
        symbol = wanted;
        return true;
    }
    bool openFile(const QString& path) override {
        opened << path;
        return path.endsWith(u".csv"_s);
    }
    QString helpPage() const override { return u"synthesize"_s; }
    QString statusText() const override { return u"Seed 20240117"_s; }

    QString symbol = u"^GSPC"_s;
    QStringList opened;
    ParamForm* form() const { return m_form; }

  private:
    QAction* m_train;
    ParamForm* m_form = nullptr;
};

class WelcomePage final : public Page {
    Q_OBJECT
  public:
    WelcomePage(PageHost& pageHost, QWidget* parent) : Page(u"welcome"_s, pageHost, parent) {
        auto* empty = new EmptyState(u"synthesize"_s,
                                     u"Train a generator and see whether its paths pass for real"_s,
                                     u"Needs one price history. The bundled S&P 500 is enough."_s,
                                     u"Run on the Sample"_s, this);
        auto* column = new QVBoxLayout(this);
        column->addWidget(empty);
    }
};

/// Everything in order of construction; restart() makes a second window over the same files.
struct Workshop {
    QTemporaryDir folder;
    jobs::JobQueue queue{2};
    JobModel jobs{queue, nullptr, std::chrono::milliseconds{1}};
    LogModel log{queue, nullptr, std::chrono::milliseconds{1}};
    Theme theme{*qApp, ThemeMode::Light};
    Settings settings{folder.filePath(u"settings.ini"_s)};
    std::unique_ptr<MainWindow> window = makeWindow();

    std::unique_ptr<MainWindow> makeWindow() {
        std::vector<PageInfo> pages;
        pages.push_back({.id = u"welcome"_s,
                         .title = u"Home"_s,
                         .icon = u"home"_s,
                         .shortcut = QKeySequence(Qt::CTRL | Qt::Key_1),
                         .create = [](PageHost& host, QWidget* parent) -> Page* {
                             return new WelcomePage(host, parent);
                         }});
        pages.push_back({.id = u"study"_s,
                         .title = u"Synthesize"_s,
                         .icon = u"synthesize"_s,
                         .shortcut = QKeySequence(Qt::CTRL | Qt::Key_2),
                         .startsGroup = true,
                         .create = [](PageHost& host, QWidget* parent) -> Page* {
                             return new StudyPage(host, parent);
                         }});
        return std::make_unique<MainWindow>(
            ShellParts{queue, jobs, log, theme, settings, folder.filePath(u"session"_s)},
            std::move(pages));
    }
    void restart() {
        window->close();
        window.reset();
        window = makeWindow();
        window->start();
        window->show();
    }
    StudyPage* study() { return qobject_cast<StudyPage*>(window->page(u"study"_s)); }
    template <class T>
    T* find(const QString& name) {
        return window->findChild<T*>(name);
    }
};

} // namespace loom::tests
