using Cart.Testing;

namespace Cart.Cli.Tests;

/// <summary>Writes small files of the Online Retail shape.</summary>
public sealed class RetailCsv : IDisposable
{
    public const string Header = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n";

    private readonly TemporaryDirectory _directory = new();

    private RetailCsv(string text)
    {
        Path = System.IO.Path.Combine(_directory.Path, "retail.csv");
        File.WriteAllText(Path, text);
    }

    public string Path { get; }

    /// <summary>Writes a file word for word.</summary>
    public static RetailCsv Of(string text) => new(text);

    /// <summary>Writes a header and rows that end with a line feed.</summary>
    public static RetailCsv OfRows(params IEnumerable<string> rows) => new(Header + string.Concat(rows.Select(static row => row + "\n")));

    /// <summary>
    /// Writes invoices of every kind: repeated stock codes at other prices, rows far from their invoice, cancellations, rows without
    /// a positive quantity, an invoice of nothing else, free items, guests, and codes with a space. See <see cref="Mixed"/>.
    /// </summary>
    /// <param name="prefix">What all invoice numbers start with, so that the carts of different tests are different carts.</param>
    public static RetailCsv OfMixedRows(string prefix) => OfRows(
        $"{prefix}1,85123A,WHITE HANGING HEART,6,1/12/2010,2.55,17850,United Kingdom",
        $"{prefix}1,71053,\"LANTERN, WHITE\",6,1/12/2010,3.39,17850,United Kingdom",
        $"{prefix}2,BANK CHARGES,Bank Charges,1,1/12/2010 8:26,15,,United Kingdom",
        $"C{prefix}1,85123A,WHITE HANGING HEART,-6,1/12/2010,2.55,17850,United Kingdom",
        $"{prefix}1,85123A,WHITE HANGING HEART,4,1/12/2010,2.95,17850,United Kingdom",
        $"{prefix}3,22633,HAND WARMER,0,1/12/2010,1.85,13047.0,France",
        $"{prefix}4,22633,HAND WARMER,-3,1/12/2010,1.85,,France",
        $"{prefix}3,POST,POSTAGE,2,1/12/2010,18,13047.0,France",
        $"{prefix}3,22632,FREE GIFT,100000,1/12/2010,0,13047.0,France",
        $"c{prefix}9,D,Discount,1,1/12/2010,27.5,14527,United Kingdom");

    /// <summary>
    /// Writes many invoices alike: each has <paramref name="rows"/> rows of one unit at 1.25, the last of them of the first one's
    /// stock code.
    /// </summary>
    public static RetailCsv OfInvoices(string prefix, int invoices, int rows) => OfRows(
        from invoice in Enumerable.Range(1, invoices)
        from row in Enumerable.Range(1, rows)
        select $"{prefix}{invoice},{(row == rows ? 1 : row)},THING,1,1/12/2010,1.25,17850,United Kingdom");

    /// <summary>Makes a prefix that no other test has.</summary>
    public static string NewPrefix() => $"T{Guid.NewGuid():N}-";

    public void Dispose() => _directory.Dispose();

    /// <summary>What a replay of <see cref="OfMixedRows"/> comes to.</summary>
    public static class Mixed
    {
        public const int Orders = 3;
        public const int Lines = 5;
        public const int Units = 100019;
        public const int Skipped = 2;

        /// <summary>10 hearts at the last price, 2.95; 6 lanterns; bank charges; postage twice.</summary>
        public const string Total = "100.84";
    }
}
