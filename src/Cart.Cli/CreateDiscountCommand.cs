using System.CommandLine;
using Cart.Engine;
using Microsoft.Extensions.DependencyInjection;

namespace Cart.Cli;

/// <summary><c>cart discounts create CODE</c>: a new discount.</summary>
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

    private readonly DiscountCodeArgument _code = new();
    private readonly DiscountOptions _options = new();

    /// <summary>Makes the command.</summary>
    public CreateDiscountCommand()
        : base("create", "Stores a new discount.", Details)
    {
        Add(_code);
        AddFirst(_options.All);
    }

    /// <inheritdoc/>
    protected override StoreParts PartsOf(StoreSettings stores) => StoreParts.Orders;

    /// <inheritdoc/>
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

        return await discounts.CreateAsync(discount, cancellationToken).ConfigureAwait(false) switch
        {
            DiscountEdit.Duplicate => call.Refuse($"code: A discount {code} exists already. See: cart discounts update {code}"),
            _ => DiscountAnswer.Show(call, discount),
        };
    }
}
