using System.CommandLine;
using Cart.Engine;

namespace Cart.Cli;

/// <summary><c>cart discounts show CODE</c>: one discount, with its uses.</summary>
internal sealed class ShowDiscountCommand : DiscountCommand
{
    private const string Details = """
        Examples:
          cart discounts show SUMMER25 --data data
          cart discounts show SUMMER25 --json --postgres "Host=localhost;Database=shop;..."

        Exit codes:
          0    the discount was shown
          1    the store did not answer
          2    the command line is wrong
          3    there is no such discount
        """;

    /// <summary>Makes the command.</summary>
    public ShowDiscountCommand()
        : base("show", "Shows a discount.", Details)
    {
    }

    /// <inheritdoc/>
    protected override Task<int> RunAsync(
        StoreCall call, ParseResult parsed, DiscountService discounts, Discount discount, CancellationToken cancellationToken) =>
        Task.FromResult(DiscountAnswer.Show(call, discount));
}
