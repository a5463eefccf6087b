using System.CommandLine;
using Cart.Engine;

namespace Cart.Cli;

/// <summary><c>cart discounts disable CODE</c>: nobody can use a discount any more.</summary>
internal sealed class DisableDiscountCommand : DiscountCommand
{
    private const string Details = """
        Carts that have the discount are told that it is not valid; orders that used it stay
        as they are. With --redis running shops see it at once, without it within half a
        minute. To enable it again: cart discounts update CODE --active true

        Examples:
          cart discounts disable SUMMER25 --data data
          cart discounts disable SUMMER25 --redis localhost:6379 \
            --postgres "Host=localhost;Database=shop;..."

        Exit codes:
          0    the discount is disabled, also when it was before
          1    a store did not answer
          2    the command line is wrong
          3    there is no such discount
        """;

    /// <summary>Makes the command.</summary>
    public DisableDiscountCommand()
        : base("disable", "Disables a discount.", Details)
    {
    }

    /// <inheritdoc/>
    protected override Task<int> RunAsync(
        StoreCall call, ParseResult parsed, DiscountService discounts, Discount discount, CancellationToken cancellationToken) =>
        StoreAsync(call, discounts, discount with { IsActive = false }, cancellationToken);
}
