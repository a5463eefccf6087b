using System.Collections.Immutable;
using Cart.Engine;
using CsvHelper;

namespace Cart.Cli;

/// <summary>
/// A file of the Online Retail shape, read and checked as a whole: nothing of it is replayed before all of it is known to be good.
/// </summary>
/// <param name="Invoices">The orders that have a valid row, in the order in which they start. Cancellations are not among them.</param>
/// <param name="SkippedRows">The number of rows of orders with a quantity of zero or less.</param>
internal sealed record RetailFile(ImmutableArray<Invoice> Invoices, int SkippedRows)
{
    // Far above any real record, so that a quote that is never closed does not read a whole big file as one field.
    private const int MaxRecordBytes = 1 << 20;

    /// <summary>Reads a file.</summary>
    /// <exception cref="RetailFileException">The file cannot be read, or something in it is wrong.</exception>
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
                file,
                malformed.LineNumber,
                null,
                $"the record is longer than {MaxRecordBytes} bytes; look for a quote that is never closed.");
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

    // A quote in the middle of an unquoted field is text. What leaves open where a field ends is an error.
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
