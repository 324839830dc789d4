// SPDX-License-Identifier: GPL-3.0-or-later
// The column of labelled fields that fills an inspector: label left, field from x = 132 to the
// right edge, rows 32 high, sections under a title with a hairline, one line below a field that
// says what is wrong with it. Use it for any form; ParamForm builds one from a ParamSpec list.
//
//     auto* sheet = new FormSheet(parent);
//     sheet->addSection(tr("Data"));
//     FormRow* row = sheet->addRow(tr("Symbol"), m_symbol);
//     row->setProblem(tr("^XYZ is not known to the source"));
#pragma once

#include <QPointer>
#include <QWidget>

class QLabel;
class QToolButton;
class QVBoxLayout;

namespace loom::ui {

/// The line below a field: square, then the rule in the danger colour. Hidden when empty.
class ProblemLine final : public QWidget {
    Q_OBJECT
  public:
    explicit ProblemLine(QWidget* parent = nullptr);
    void setText(const QString& text);
    const QString& text() const { return m_text; }
    QSize sizeHint() const override;
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    QString m_text;
};

class FormRow final : public QWidget {
    Q_OBJECT
  public:
    FormRow(const QString& label, QWidget* field, const QString& help, QWidget* parent);

    QWidget* field() const { return m_field; }
    /// Danger border and the sentence below; empty text clears both.
    void setProblem(const QString& text);
    const QString& problem() const;

  private:
    QWidget* m_field;
    ProblemLine* m_problem;
};

class FormSheet final : public QWidget {
    Q_OBJECT
  public:
    explicit FormSheet(QWidget* parent = nullptr);

    /// Rows added next belong to this section. A folded section opens by click, Space or when one
    /// of its fields has a problem.
    void addSection(const QString& title);
    void addFoldedSection(const QString& title, const QString& objectName);
    /// The label becomes the field's buddy and accessible name. Ownership of the field passes.
    FormRow* addRow(const QString& label, QWidget* field, const QString& help = {});
    /// Across both columns: check boxes, hints, buttons.
    void addWide(QWidget* widget);
    void addHint(const QString& text);
    /// Opens the folded section that holds the widget, if any.
    void reveal(QWidget* widget);

  private:
    void addRule();

    QVBoxLayout* m_outer;
    QVBoxLayout* m_current;
    bool m_empty = true;
};

} // namespace loom::ui
