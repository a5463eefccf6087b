using System.CommandLine;
using Cart.Engine;
using Microsoft.Extensions.DependencyInjection;

namespace Cart.Cli;

/// <summary>A command on one discount: it finds the discount, or says that there is none.</summary>
internal abstract class DiscountCommand : StoreCommand
{
    private readonly DiscountCodeArgument _code = new();

    /// <summary>Makes the command.</summary>
    protected DiscountCommand(string name, string about, string details)
        : base(name, about, details) => Add(_code);

    /// <inheritdoc/>
    protected override StoreParts PartsOf(StoreSettings stores) => StoreParts.Orders;

    /// <inheritdoc/>
    protected override async Task<int> RunAsync(StoreCall call, ParseResult parsed, CancellationToken cancellationToken)
    {
        var code = parsed.GetRequiredValue(_code);
        var discounts = call.Services.GetRequiredService<DiscountService>();
        return await discounts.FindAsync(code, cancellationToken).ConfigureAwait(false) is { } discount
            ? await RunAsync(call, parsed, discounts, discount, cancellationToken).ConfigureAwait(false)
            : Missing(call, code);
    }

    /// <summary>Carries out the command on a discount.</summary>
    protected abstract Task<int> RunAsync(
        StoreCall call, ParseResult parsed, DiscountService discounts, Discount discount, CancellationToken cancellationToken);

    /// <summary>Stores another definition of the discount, and shows it.</summary>
    protected static async Task<int> StoreAsync(
        StoreCall call, DiscountService discounts, Discount discount, CancellationToken cancellationToken) =>
        await discounts.UpdateAsync(discount, cancellationToken).ConfigureAwait(false) switch
        {
            DiscountEdit.NotFound => Missing(call, discount.Code),
            DiscountEdit.BelowUses => call.Refuse($"max_uses: {discount.MaxUses} is less than the uses that are taken already; give at least as many."),
            DiscountEdit.RevisionMismatch => call.Refuse($"code: {discount.Code} was changed meanwhile. See: cart discounts show {discount.Code}"),
            _ => DiscountAnswer.Show(call, (await discounts.FindAsync(discount.Code, cancellationToken).ConfigureAwait(false)) ?? discount),
        };

    /// <summary>Says that there is no such discount.</summary>
    protected static int Missing(StoreCall call, DiscountCode code) => call.Missing($"There is no discount {code} in {call.Stores.Orders}.");
}
