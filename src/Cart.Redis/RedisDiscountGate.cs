using System.Globalization;
using Cart.Engine;
using StackExchange.Redis;

namespace Cart.Redis;

/// <summary>
/// Implements the discount gate in Redis: one hash per discount, in which a script checks the count and reserves a use in one step.
/// </summary>
internal sealed class RedisDiscountGate(RedisLink link, CartKeys keys) : IDiscountGate
{
    // Edits by other programs, and corrections of a wrong count, appear after this time.
    private const int CacheSeconds = 30;

    // Longer than a commit takes with all of its retries.
    private static readonly TimeSpan Reservation = TimeSpan.FromSeconds(30);

    private readonly ScriptRunner _scripts = new(link);

    public async ValueTask<Discount?> FindAsync(DiscountCode code, CancellationToken cancellationToken = default)
    {
        RedisValue[] fields = ["d", "v", "g", "r"];
        var values = await _scripts.AnswerAsync(
            () => _scripts.Database.HashGetAsync(keys.Discount(code), fields), Asked.Read("read a discount"), cancellationToken).ConfigureAwait(false);
        return values[0].IsNull
            ? null
            : Unpack((string)values[0]!) with { Revision = (long)values[1], Granted = (long)values[2], Returned = (long)values[3] };
    }

    public async ValueTask StoreAsync(Discount discount, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(discount);
        RedisValue[] arguments =
        [
            discount.Revision, Pack(discount), discount.MaxUses ?? RedisValue.EmptyString, discount.Granted, discount.Returned, CacheSeconds,
        ];
        await _scripts.RunAsync(CartScript.CacheDiscount, [keys.Discount(discount.Code)], arguments, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<DiscountAdmission> ReserveAsync(DiscountCode code, OrderId holder, CancellationToken cancellationToken = default)
    {
        RedisValue[] arguments = [holder.ToString(), (long)Reservation.TotalMilliseconds];
        var reply = await _scripts.RunAsync(CartScript.ReserveDiscount, KeysOf(code), arguments, cancellationToken).ConfigureAwait(false);
        return (DiscountAdmission)(int)reply[0];
    }

    public async ValueTask EndAsync(DiscountCode code, OrderId holder, DiscountUses? uses, CancellationToken cancellationToken = default)
    {
        RedisValue[] arguments = [holder.ToString(), uses?.Granted ?? RedisValue.EmptyString, uses?.Returned ?? RedisValue.EmptyString];
        await _scripts.RunAsync(CartScript.EndDiscount, KeysOf(code), arguments, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask ForgetAsync(DiscountCode code, CancellationToken cancellationToken = default) => await _scripts.AnswerAsync(
        () => _scripts.Database.KeyDeleteAsync(keys.Discount(code)), Asked.Change("forget a discount"), cancellationToken).ConfigureAwait(false);

    private RedisKey[] KeysOf(DiscountCode code) => [keys.Discount(code), keys.DiscountReservations(code)];

    // The code comes last, because it may contain the separator.
    private static string Pack(Discount discount)
    {
        FormattableString[] parts =
        [
            $"{(int)discount.Type}", $"{discount.Value}", $"{discount.MinCartValue}", $"{discount.MaxUses}", $"{(discount.IsActive ? 1 : 0)}",
            $"{discount.ValidFrom?.UtcTicks}", $"{discount.ValidUntil?.UtcTicks}", $"{discount.MaxUsesPerCustomer}",
            $"{discount.Code.Text}",
        ];
        return string.Join('|', parts.Select(FormattableString.Invariant));
    }

    private static Discount Unpack(string packed)
    {
        var parts = packed.Split('|', 9);
        return new Discount
        {
            Type = (DiscountType)int.Parse(parts[0], CultureInfo.InvariantCulture),
            Value = decimal.Parse(parts[1], CultureInfo.InvariantCulture),
            MinCartValue = decimal.Parse(parts[2], CultureInfo.InvariantCulture),
            MaxUses = Number(parts[3]),
            IsActive = parts[4] == "1",
            ValidFrom = Number(parts[5]) is { } from ? new DateTimeOffset(from, TimeSpan.Zero) : null,
            ValidUntil = Number(parts[6]) is { } until ? new DateTimeOffset(until, TimeSpan.Zero) : null,
            MaxUsesPerCustomer = (int?)Number(parts[7]),
            Code = DiscountCode.Parse(parts[8]),
        };
    }

    private static long? Number(string text) => text.Length == 0 ? null : long.Parse(text, CultureInfo.InvariantCulture);
}
