using CsvHelper;

namespace Cart.Cli;

/// <summary>Where the columns of a retail file stand, by their names in its header.</summary>
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

    /// <summary>The number of fields that every record has.</summary>
    public int Count { get; }

    /// <summary>Gets the place of a column that every retail file has.</summary>
    public int this[string column] => _places[column];

    /// <summary>Takes the record that the reader stands on as the header.</summary>
    /// <exception cref="RetailFileException">A column is missing, or stands there twice.</exception>
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
