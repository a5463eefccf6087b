using System.CommandLine;
using Cart.Engine;
using Microsoft.Extensions.DependencyInjection;

namespace Cart.Cli;

/// <summary>Represents a command on one discount. It reads the discount, or reports that it does not exist.</summary>
internal abstract class DiscountCommand : StoreCommand
{
    private readonly Argument<DiscountCode> _code = SharedOptions.DiscountCode();

    protected DiscountCommand(string name, string about, string details)
        : base(name, about, StoreParts.Orders, details) => Add(_code);

    protected override async Task<int> RunAsync(StoreCall call, ParseResult parsed, CancellationToken cancellationToken)
    {
        var code = parsed.GetRequiredValue(_code);
        var discounts = call.Services.GetRequiredService<DiscountService>();
        return await discounts.FindAsync(code, cancellationToken).ConfigureAwait(false) is { } discount
            ? await RunAsync(call, parsed, discounts, discount, cancellationToken).ConfigureAwait(false)
            : Missing(call, code);
    }

    /// <summary>Runs the command on a discount.</summary>
    protected abstract Task<int> RunAsync(
        StoreCall call, ParseResult parsed, DiscountService discounts, Discount discount, CancellationToken cancellationToken);

    /// <summary>Replaces the definition of the discount, and shows it.</summary>
    protected static async Task<int> StoreAsync(
        StoreCall call, DiscountService discounts, Discount discount, CancellationToken cancellationToken) =>
        await discounts.UpdateAsync(discount, cancellationToken).ConfigureAwait(false) is { } refusal
            ? await RefuseAsync(call, discounts, discount, refusal, cancellationToken).ConfigureAwait(false)
            : DiscountAnswer.Show(call, (await discounts.FindAsync(discount.Code, cancellationToken).ConfigureAwait(false)) ?? discount);

    /// <summary>Reports why an edit was refused.</summary>
    private static async Task<int> RefuseAsync(
        StoreCall call, DiscountService discounts, Discount discount, CartError refusal, CancellationToken cancellationToken)
    {
        var stored = await discounts.FindAsync(discount.Code, cancellationToken).ConfigureAwait(false);
        return stored is null ? Missing(call, discount.Code) : DiscountOptions.Refuse(call, CartErrors.OfEdit(refusal, stored));
    }

    /// <summary>Reports that the discount does not exist.</summary>
    protected static int Missing(StoreCall call, DiscountCode code) => call.Missing($"There is no discount {code} in {call.Stores.Orders}.");
}

/// <summary>Represents <c>cart discounts show CODE</c>, which shows one discount with its uses.</summary>
internal sealed class ShowDiscountCommand() : DiscountCommand("show", "Shows a discount.", Details)
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

    protected override Task<int> RunAsync(
        StoreCall call, ParseResult parsed, DiscountService discounts, Discount discount, CancellationToken cancellationToken) =>
        Task.FromResult(DiscountAnswer.Show(call, discount));
}

/// <summary>Represents <c>cart discounts create CODE</c>, which creates a discount.</summary>
internal sealed class CreateDiscountCommand : StoreCommand
{
    private const string Details = """
        Examples:
          cart discounts create SUMMER25 --value 25 --valid-until 2026-08-31T23:59Z --data data
          cart discounts create TAKE5 --type fixed --value 5 --min-cart-value 20 \
            --max-uses 100 --redis localhost:6379 --postgres "Host=localhost;Database=shop;..."

        With --redis running shops see it at once, without it within half a minute.

        Exit codes:
          0    the discount was stored
          1    a store did not answer
          2    the command line is wrong, the definition is not valid, or the code exists already
        """;

    private readonly Argument<DiscountCode> _code = SharedOptions.DiscountCode();
    private readonly DiscountOptions _options = new();

    public CreateDiscountCommand()
        : base("create", "Stores a new discount.", StoreParts.Orders, Details)
    {
        Add(_code);
        AddFirst(_options.All);
    }

    protected override async Task<int> RunAsync(StoreCall call, ParseResult parsed, CancellationToken cancellationToken)
    {
        var code = parsed.GetRequiredValue(_code);
        var errors = new List<DiscountFieldError>();
        var input = _options.Read(parsed, new DiscountInput { Code = code.Text }, errors);
        var discounts = call.Services.GetRequiredService<DiscountService>();
        errors.AddRange(input.Read(out var discount, discounts.Currency));
        if (errors.Count > 0)
        {
            return DiscountOptions.Refuse(call, errors);
        }

        return await discounts.CreateAsync(discount, cancellationToken).ConfigureAwait(false) is { } refusal
            ? DiscountOptions.Refuse(call, refusal)
            : DiscountAnswer.Show(call, discount);
    }
}

/// <summary>Represents <c>cart discounts update CODE</c>, which replaces the definition of a discount.</summary>
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

    public UpdateDiscountCommand()
        : base("update", "Changes a discount.", Details) => AddFirst(_options.All);

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

/// <summary>Represents <c>cart discounts disable CODE</c>, after which nobody can use the discount.</summary>
internal sealed class DisableDiscountCommand() : DiscountCommand("disable", "Disables a discount.", Details)
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

    protected override Task<int> RunAsync(
        StoreCall call, ParseResult parsed, DiscountService discounts, Discount discount, CancellationToken cancellationToken) =>
        StoreAsync(call, discounts, discount with { IsActive = false }, cancellationToken);
}

/// <summary>Represents <c>cart discounts delete CODE</c>, which deletes a discount.</summary>
internal sealed class DeleteDiscountCommand() : DiscountCommand("delete", "Deletes a discount.", Details)
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

    protected override async Task<int> RunAsync(
        StoreCall call, ParseResult parsed, DiscountService discounts, Discount discount, CancellationToken cancellationToken)
    {
        if (await discounts.DeleteAsync(discount.Code, cancellationToken).ConfigureAwait(false) is not null)
        {
            return Missing(call, discount.Code);
        }

        call.Answer($"Deleted the discount {discount.Code}.", new { Code = discount.Code.ToString(), Deleted = true });
        return ExitCode.Done;
    }
}
