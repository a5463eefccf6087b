using Cart.Engine;

namespace Cart.Cli;

/// <summary>Sums up orders as the order store answered them. Safe to share between concurrent orders.</summary>
internal sealed class ReplayTotals
{
    private readonly Lock _gate = new();

    /// <summary>The number of orders, placed now or before.</summary>
    public int Orders => Placed + AlreadyPlaced;

    /// <summary>The number of lines over all orders.</summary>
    public long Lines { get; private set; }

    /// <summary>The number of units over all lines.</summary>
    public long Units { get; private set; }

    /// <summary>What all orders cost.</summary>
    public decimal Total { get; private set; }

    /// <summary>The number of orders that this run placed.</summary>
    public int Placed { get; private set; }

    /// <summary>The number of orders that an earlier run had placed.</summary>
    public int AlreadyPlaced { get; private set; }

    /// <summary>The number of rows that became orders in this run.</summary>
    public long Adds { get; private set; }

    /// <summary>Counts the order of an invoice.</summary>
    public void Count(Invoice invoice, CheckoutResult result)
    {
        var order = result.Order!;
        var placed = result.Status is CheckoutStatus.Placed;
        lock (_gate)
        {
            Lines += order.Lines.Length;
            Units += order.Lines.Sum(static line => (long)line.Quantity.Value);
            Total += order.Totals.Total;
            Placed += placed ? 1 : 0;
            AlreadyPlaced += placed ? 0 : 1;
            Adds += placed ? invoice.Rows.Length : 0;
        }
    }
}
