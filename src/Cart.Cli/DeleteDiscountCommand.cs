using System.CommandLine;
using Cart.Engine;

namespace Cart.Cli;

/// <summary><c>cart discounts delete CODE</c>: removes a discount.</summary>
internal sealed class DeleteDiscountCommand : DiscountCommand
{
    private const string Details = """
        Carts that have the discount are told that it is not valid; orders that used it stay
        as they are. Its uses are forgotten: a new discount of the same code starts at 0. To
        keep it for later instead: cart discounts disable CODE

        Examples:
          cart discounts delete SUMMER25 --data data
          cart discounts delete SUMMER25 --redis localhost:6379 \
            --postgres "Host=localhost;Database=shop;..."

        Exit codes:
          0    the discount is deleted
          1    a store did not answer
          2    the command line is wrong
          3    there is no such discount
        """;

    /// <summary>Makes the command.</summary>
    public DeleteDiscountCommand()
        : base("delete", "Deletes a discount.", Details)
    {
    }

    /// <inheritdoc/>
    protected override async Task<int> RunAsync(
        StoreCall call, ParseResult parsed, DiscountService discounts, Discount discount, CancellationToken cancellationToken)
    {
        if (await discounts.DeleteAsync(discount.Code, cancellationToken).ConfigureAwait(false) is DiscountEdit.NotFound)
        {
            return Missing(call, discount.Code);
        }

        call.Answer($"Deleted the discount {discount.Code}.", new { Code = discount.Code.ToString(), Deleted = true });
        return ExitCode.Done;
    }
}
