using System.Text;

namespace Kiosk.Edge.Evaluation;

/// <summary>A CSV or TSV file whose first line names its columns, as spreadsheets write it: UTF-8 with or without a
/// byte order mark, any line ends.</summary>
internal sealed class LabelTable
{
    private readonly string _path;
    private readonly string[] _header;

    private LabelTable(string path, string[] header, IReadOnlyList<Row> rows)
    {
        _path = path;
        _header = header;
        Rows = rows;
    }

    /// <summary>Every line below the header in which a field is filled in; spreadsheets also save empty rows.</summary>
    public IReadOnlyList<Row> Rows { get; }

    /// <summary>Reads comma-separated values with quotes as in RFC 4180; a quoted field may span lines, and blanks may stand
    /// before it.</summary>
    /// <exception cref="EvaluationException">The file can't be read or has no rows.</exception>
    public static LabelTable ReadCsv(string path) => Read(path, ',', hasStrayQuotes: false);

    /// <summary>Reads tab-separated values. Texts often hold stray quotes, so only a field that both starts and ends
    /// with one counts as quoted; it may span lines, but holds no tab.</summary>
    /// <exception cref="EvaluationException">The file can't be read or has no rows.</exception>
    public static LabelTable ReadTsv(string path) => Read(path, '\t', hasStrayQuotes: true);

    /// <summary>The number of a column that must be there.</summary>
    public int Column(string name) => OptionalColumn(name) ?? throw new EvaluationException(
        $"The first line of {_path} must name a column \"{name}\"; it names {string.Join(", ", _header)}.");

    /// <summary>The number of a column that may be missing.</summary>
    public int? OptionalColumn(string name)
    {
        var column = Array.FindIndex(_header, title => title.Equals(name, StringComparison.OrdinalIgnoreCase));
        return column < 0 ? null : column;
    }

    /// <summary>The number of a row's label.</summary>
    /// <exception cref="EvaluationException">It is none of <paramref name="names"/>.</exception>
    public int Label(Row row, int column, LabelNames names) => names.NumberOf(row.Cell(column)) ?? throw Wrong(
        row, $"the label \"{row.Cell(column)}\" is unknown; valid are {names}");

    /// <summary>What is wrong with a row, as one sentence.</summary>
    public EvaluationException Wrong(Row row, string reason) => new($"Line {row.Line} of {_path}: {reason}.");

    private static string Text(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new EvaluationException($"The labels can't be read: {exception.Message}", exception);
        }
    }

    private static LabelTable Read(string path, char separator, bool hasStrayQuotes)
    {
        var rows = ReadRows(path, Text(path), separator, hasStrayQuotes);
        if (rows.Count == 0)
        {
            throw new EvaluationException($"{path} is empty; its first line must name the columns.");
        }

        if (rows.Count == 1)
        {
            throw new EvaluationException($"{path} has a first line and nothing below it.");
        }

        var header = Array.ConvertAll(rows[0].Cells, title => title.Trim());
        return new LabelTable(path, header, rows[1..]);
    }

    // Only line feeds and carriage returns end a line: U+0085, U+2028 and the like stand inside of texts from the web.
    private static List<Row> ReadRows(string path, string text, char separator, bool hasStrayQuotes)
    {
        List<Row> rows = [];
        List<string> cells = [];
        var cell = new StringBuilder();
        var (line, firstLine, blank, quoted) = (1, 1, true, false);
        for (var i = 0; i < text.Length; i++)
        {
            var character = text[i];
            if (character == '"' && quoted)
            {
                // A doubled quote inside of quotes is one quote.
                if (i + 1 < text.Length && text[i + 1] == '"')
                {
                    cell.Append('"');
                    i++;
                }
                else
                {
                    quoted = false;
                }
            }
            else if (character == '"' && blank && (!hasStrayQuotes || EndsWithQuote(text, i, separator)))
            {
                cell.Clear();
                (blank, quoted) = (false, true);
            }
            else if (!quoted && character == separator)
            {
                EndCell();
            }
            else if (!quoted && character is '\n' or '\r')
            {
                EndRow();
            }
            else
            {
                cell.Append(character);
                blank &= char.IsWhiteSpace(character);
            }

            if (character == '\n' || (character == '\r' && !(i + 1 < text.Length && text[i + 1] == '\n')))
            {
                line++;
            }
        }

        if (quoted)
        {
            throw new EvaluationException($"Line {firstLine} of {path}: a quoted field never ends.");
        }

        EndRow();
        return rows;

        void EndCell()
        {
            cells.Add(cell.ToString());
            cell.Clear();
            blank = true;
        }

        void EndRow()
        {
            EndCell();
            if (!cells.TrueForAll(string.IsNullOrWhiteSpace))
            {
                rows.Add(new Row(firstLine, [.. cells]));
            }

            cells.Clear();
            firstLine = line + 1;
        }
    }

    /// <summary>Whether the field that begins with this quote ends with its counterpart.</summary>
    private static bool EndsWithQuote(string text, int quote, char separator)
    {
        for (var i = quote + 1; i < text.Length && text[i] != separator; i++)
        {
            if (text[i] != '"')
            {
                continue;
            }

            if (i + 1 == text.Length || text[i + 1] == separator || text[i + 1] is '\n' or '\r')
            {
                return true;
            }

            if (text[i + 1] != '"')
            {
                return false;
            }

            i++; // doubled, it is part of the field
        }

        return false;
    }

    /// <summary>One line of the file.</summary>
    /// <param name="Line">Its number, counted from 1.</param>
    /// <param name="Cells">Its fields, unquoted.</param>
    internal sealed record Row(int Line, string[] Cells)
    {
        /// <summary>A field without the spaces around it; empty when the line is too short.</summary>
        public string Cell(int column) => column < Cells.Length ? Cells[column].Trim() : "";

        /// <summary>A field that may be empty, or whose column may be missing: then null.</summary>
        public string? OptionalCell(int? column) =>
            column is { } there && Cell(there) is { Length: > 0 } cell ? cell : null;
    }
}
