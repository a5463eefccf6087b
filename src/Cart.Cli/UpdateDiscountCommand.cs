using System.CommandLine;
using Cart.Engine;

namespace Cart.Cli;

/// <summary><c>cart discounts update CODE</c>: another definition of a discount.</summary>
internal sealed class UpdateDiscountCommand : DiscountCommand
{
    private const string Details = """
        What the command line does not say stays as it is, and so do the uses. Carts that
        have the discount see the new definition at once where --redis is given, else within
        half a minute; orders stay as they were placed.

        Examples:
          cart discounts update SUMMER25 --valid-until none --max-uses 500 --data data
          cart discounts update SUMMER25 --active true --redis localhost:6379 \
            --postgres "Host=localhost;Database=shop;..."

        Exit codes:
          0    the discount was stored
          1    a store did not answer
          2    the command line is wrong, or the definition is not valid; nothing was changed
          3    there is no such discount
        """;

    private readonly DiscountOptions _options = new();

    /// <summary>Makes the command.</summary>
    public UpdateDiscountCommand()
        : base("update", "Changes a discount.", Details) => AddFirst(_options.All);

    /// <inheritdoc/>
    protected override async Task<int> RunAsync(
        StoreCall call, ParseResult parsed, DiscountService discounts, Discount discount, CancellationToken cancellationToken)
    {
        var errors = new List<DiscountFieldError>();
        var input = _options.Read(parsed, DiscountOptions.InputOf(discount), errors);
        errors.AddRange(input.Read(out var changed, discounts.Currency, discount));
        return errors.Count > 0
            ? DiscountOptions.Refuse(call, errors)
            : await StoreAsync(call, discounts, changed, cancellationToken).ConfigureAwait(false);
    }
}
