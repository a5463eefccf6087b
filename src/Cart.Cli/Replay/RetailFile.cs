using System.Collections.Immutable;
using Cart.Engine;
using CsvHelper;

namespace Cart.Cli;

/// <summary>
/// Represents a file of the Online Retail format. It is read and validated as a whole before anything is replayed.
/// </summary>
/// <param name="Invoices">The orders that have a valid row, in the order in which they start, without cancellations.</param>
/// <param name="SkippedRows">The number of rows of orders with a quantity of zero or less.</param>
internal sealed record RetailFile(ImmutableArray<Invoice> Invoices, int SkippedRows)
{
    // Far above any real record, so that an unclosed quote does not read a whole large file as one field.
    private const int MaxRecordBytes = 1 << 20;

    /// <summary>Reads a file.</summary>
    /// <exception cref="RetailFileException">The file cannot be read, or is invalid.</exception>
    public static RetailFile Read(string file, CartLimits limits, CancellationToken cancellationToken = default)
    {
        try
        {
            using var reader = CsvReader.FromFile(file, Dialect(file));
            return Read(reader, file, limits, cancellationToken);
        }
        catch (CsvFormatException malformed)
        {
            throw new RetailFileException(
                file, malformed.LineNumber, null, $"the record is longer than {MaxRecordBytes} bytes; look for a quote that is never closed.");
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new RetailFileException(file, "there is no such file. Give the path of a CSV file of the Online Retail shape.", fault);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new RetailFileException(
                file, $"the file cannot be read: {fault.Message} Give the path of a CSV file that you may read.", fault);
        }
    }

    private static RetailFile Read(CsvReader reader, string file, CartLimits limits, CancellationToken cancellationToken)
    {
        if (!reader.Read())
        {
            throw new RetailFileException(file, "the file is empty; expected a header line and rows of invoices.");
        }

        var record = new RetailRecord(reader, RetailColumns.Read(reader, file), limits, file);
        var invoices = new InvoiceCollector(file, limits);
        while (reader.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            invoices.Add(record);
        }

        return new RetailFile(invoices.ToInvoices(), invoices.SkippedRows);
    }

    // A quote in the middle of an unquoted field is text. An ambiguous end of a field is an error.
    private static CsvReaderOptions Dialect(string file) => new()
    {
        Separator = ',',
        HasHeader = false,
        TrackLineNumbers = true,
        PoolStrings = true,
        MaxRecordSize = MaxRecordBytes,
        OnMalformedRecord = malformed =>
        {
            if (malformed.Reason is not CsvMalformedReason.StrayQuote)
            {
                throw new RetailFileException(file, malformed.LineNumber, null, malformed.Reason is CsvMalformedReason.UnterminatedQuote
                    ? "a quoted field is never closed; expected a quote at its end."
                    : "text follows a closing quote; expected a comma or the end of the line, and a quote inside a field written twice.");
            }
        },
    };
}

/// <summary>Represents the positions of the columns of a retail file, by their names in its header.</summary>
internal sealed class RetailColumns
{
    public const string InvoiceNo = "InvoiceNo";
    public const string StockCode = "StockCode";
    public const string Quantity = "Quantity";
    public const string InvoiceDate = "InvoiceDate";
    public const string UnitPrice = "UnitPrice";
    public const string CustomerId = "CustomerID";

    private static readonly string[] All = [InvoiceNo, StockCode, "Description", Quantity, InvoiceDate, UnitPrice, CustomerId, "Country"];

    private readonly Dictionary<string, int> _places = new(StringComparer.OrdinalIgnoreCase);

    private RetailColumns(int count) => Count = count;

    /// <summary>Gets the number of fields that every record has.</summary>
    public int Count { get; }

    /// <summary>Gets the position of a column that every retail file has.</summary>
    public int this[string column] => _places[column];

    /// <summary>Reads the reader's current record as the header.</summary>
    /// <exception cref="RetailFileException">A column is missing, or occurs twice.</exception>
    public static RetailColumns Read(CsvReader reader, string file)
    {
        var columns = new RetailColumns(reader.FieldCount);
        for (var place = 0; place < reader.FieldCount; place++)
        {
            var name = reader.GetString(place).Trim();
            if (!columns._places.TryAdd(name, place) && All.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                throw new RetailFileException(file, reader.LineNumber, name, "the header names this column twice; expected once.");
            }
        }

        var missing = All.Where(name => !columns._places.ContainsKey(name)).ToList();
        return missing.Count == 0
            ? columns
            : throw new RetailFileException(
                file, reader.LineNumber, null, $"the header has no column {string.Join(", ", missing)}; expected {string.Join(",", All)}.");
    }
}

/// <summary>Thrown when a retail file is invalid. The message gives the location, the value and what is expected.</summary>
internal sealed class RetailFileException : Exception
{
    /// <summary>Initializes the exception for the whole file.</summary>
    public RetailFileException(string file, string problem, Exception? innerException = null)
        : base($"{file}: {problem}", innerException)
    {
    }

    /// <summary>Initializes the exception for a record, or for one column of it.</summary>
    public RetailFileException(string file, long line, string? column, string problem)
        : base(column is null ? $"{file}, line {line}: {problem}" : $"{file}, line {line}, column {column}: {problem}")
    {
    }
}
