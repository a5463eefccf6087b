using System.Globalization;
using Cart.Engine;
using CsvHelper;

namespace Cart.Cli;

/// <summary>Reads and validates the fields of the reader's current record.</summary>
/// <remarks>Each method throws a <see cref="RetailFileException"/> if its field is invalid.</remarks>
internal sealed class RetailRecord(CsvReader reader, RetailColumns columns, CartLimits limits, string file)
{
    private const int RetailContentType = 1;

    private static readonly string[] DateFormats = ["d/M/yyyy", "d/M/yyyy H:mm"];

    /// <summary>Gets the line of the file where the record starts, from 1.</summary>
    public long Line => reader.LineNumber;

    public void CheckFieldCount()
    {
        if (reader.FieldCount != columns.Count)
        {
            throw new RetailFileException(
                file, Line, null, $"the record has {reader.FieldCount} fields; expected {columns.Count}, as in the header. "
                + "Put quotes around a field that holds a comma.");
        }
    }

    public string InvoiceNo()
    {
        var text = Field(RetailColumns.InvoiceNo);
        return string.IsNullOrWhiteSpace(text) ? throw Fault(RetailColumns.InvoiceNo, text, "an invoice number") : text;
    }

    public ProductKey Product()
    {
        var text = Field(RetailColumns.StockCode);
        return !string.IsNullOrWhiteSpace(text) && ProductKey.TryCreate(RetailContentType, text, out var product)
            ? product
            : throw Fault(
                RetailColumns.StockCode, text, $"a stock code of 1 to {ProductKey.MaxObjectIdLength} printable ASCII characters without ':'");
    }

    public int Quantity()
    {
        var text = Field(RetailColumns.Quantity);
        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var units)
            ? units
            : throw Fault(RetailColumns.Quantity, text, $"a whole number from {int.MinValue} to {int.MaxValue}");
    }

    public decimal UnitPrice()
    {
        var text = Field(RetailColumns.UnitPrice);
        return decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var price)
            && price <= CartLimits.MaxUnitPrice
            && HasDecimalsWithin(text, limits.Currency.Decimals)
            ? price
            : throw Fault(
                RetailColumns.UnitPrice, text, $"a plain decimal from 0 to {limits.Currency.Format(CartLimits.MaxUnitPrice)} "
                + $"with at most {limits.Currency.Decimals} decimals");
    }

    public void CheckDate()
    {
        var text = Field(RetailColumns.InvoiceDate);
        if (!DateTime.TryParseExact(text, DateFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
        {
            throw Fault(RetailColumns.InvoiceDate, text, "a date as day/month/year, such as 31/12/2010 or 31/12/2010 8:26");
        }
    }

    /// <summary>Returns the customer's id as written; null if it is empty.</summary>
    public string? CustomerId()
    {
        var text = Field(RetailColumns.CustomerId);
        return string.IsNullOrWhiteSpace(text) ? null
            : text.Length <= BindUser.MaxUserIdLength && !text.Any(char.IsControl) ? text
            : throw Fault(
                RetailColumns.CustomerId, text, $"nothing, or at most {BindUser.MaxUserIdLength} characters without control characters");
    }

    private string Field(string column) => reader.GetString(columns[column]);

    private RetailFileException Fault(string column, string text, string expected) =>
        new(file, Line, column, $"{Shown(text)}; expected {expected}.");

    // Count the decimals of the text, because a parsed number loses those that it cannot hold.
    private static bool HasDecimalsWithin(string text, int most)
    {
        var point = text.IndexOf('.', StringComparison.Ordinal);
        return point < 0 || text.Length - point - 1 <= most || text.AsSpan(point + 1 + most).Trim('0').IsEmpty;
    }

    private static string Shown(string text)
    {
        const int Most = 60;
        var line = new string([.. text.Take(Most).Select(static character => char.IsControl(character) ? ' ' : character)]);
        return text.Length switch
        {
            0 => "the field is empty",
            > Most => $"found '{line}…'",
            _ => $"found '{line}'",
        };
    }
}
