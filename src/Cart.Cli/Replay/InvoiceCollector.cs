using System.Collections.Immutable;
using Cart.Engine;

namespace Cart.Cli;

/// <summary>Groups the rows of a retail file into invoices. The rows of an invoice can be anywhere in the file.</summary>
internal sealed class InvoiceCollector(string file, CartLimits limits)
{
    private readonly Dictionary<string, int> _places = [];
    private readonly List<Entry> _entries = [];

    /// <summary>Gets or sets the number of rows of orders with a quantity of zero or less.</summary>
    public int SkippedRows { get; private set; }

    /// <summary>Adds the current record of the reader.</summary>
    /// <exception cref="RetailFileException">The record is invalid.</exception>
    public void Add(RetailRecord record)
    {
        record.CheckFieldCount();
        record.CheckDate();
        var number = record.InvoiceNo();
        var customerId = record.CustomerId();
        var row = new InvoiceRow(record.Line, record.Product(), record.Quantity(), record.UnitPrice());
        if (number[0] is 'C' or 'c')
        {
            return;
        }

        var entry = EntryOf(number);
        entry.CustomerId ??= customerId;
        if (row.Quantity < 1)
        {
            SkippedRows++;
        }
        else
        {
            entry.Rows.Add(row);
        }
    }

    /// <summary>Returns the invoices with at least one row.</summary>
    /// <exception cref="RetailFileException">An invoice exceeds what a cart can hold.</exception>
    public ImmutableArray<Invoice> ToInvoices()
    {
        _entries.ForEach(CheckAgainstLimits);
        return [.. _entries.Where(static entry => entry.Rows.Count > 0)
            .Select(static entry => new Invoice(entry.Number, entry.CustomerId, [.. entry.Rows]))];
    }

    private Entry EntryOf(string number)
    {
        if (_places.TryGetValue(number, out var place))
        {
            return _entries[place];
        }

        var entry = new Entry(number);
        _places.Add(number, _entries.Count);
        _entries.Add(entry);
        return entry;
    }

    private void CheckAgainstLimits(Entry entry)
    {
        var quantities = new Dictionary<ProductKey, long>();
        foreach (var row in entry.Rows)
        {
            var sum = quantities.GetValueOrDefault(row.Product) + row.Quantity;
            if (Quantity.Whole(sum) > limits.MaxQuantity)
            {
                throw new RetailFileException(
                    file, row.Line, RetailColumns.Quantity,
                    $"invoice {entry.Number} comes to more than {limits.MaxQuantity} units of {row.Product.ObjectId}; "
                    + "expected no more than that in one invoice.");
            }

            quantities[row.Product] = sum;
            if (quantities.Count > limits.MaxLines)
            {
                throw new RetailFileException(
                    file, row.Line, RetailColumns.StockCode,
                    $"{row.Product.ObjectId} is one stock code too many for invoice {entry.Number}; "
                    + $"expected at most {limits.MaxLines} in one invoice.");
            }
        }
    }

    private sealed class Entry(string number)
    {
        public string Number { get; } = number;

        public string? CustomerId { get; set; }

        public List<InvoiceRow> Rows { get; } = [];
    }
}

/// <summary>
/// Represents one order of a retail file: its rows with a quantity of 1 or more, at least one, in the order of the file, and the first customer id
/// among them, if any.
/// </summary>
internal sealed record Invoice(string Number, string? CustomerId, ImmutableArray<InvoiceRow> Rows)
{
    /// <summary>Gets the line of the file where the invoice starts.</summary>
    public long Line => Rows[0].Line;
}

/// <summary>Represents one row of an invoice, which starts at a line of the file: a quantity of a product at one price.</summary>
internal readonly record struct InvoiceRow(long Line, ProductKey Product, int Quantity, decimal UnitPrice);
