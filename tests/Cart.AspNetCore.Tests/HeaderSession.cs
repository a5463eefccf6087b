using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;

namespace Cart.AspNetCore.Tests;

// <docs>
/// <summary>Knows a shopper by a header that an app sends, and keeps texts in memory; without the header changes are refused.</summary>
public sealed class HeaderSession(IHttpContextAccessor accessor) : CartSessionAdapter(accessor)
{
    private static readonly ConcurrentDictionary<string, string> Texts = new();

    private string Device => Context.Request.Headers["X-Device"].ToString();

    protected override bool CanKeep => Device is not "";

    protected override ValueTask<string?> GetAsync(string key, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Device is "" ? null : Texts.GetValueOrDefault($"{Device} {key}"));

    protected override ValueTask SetAsync(string key, string value, CancellationToken cancellationToken)
    {
        Texts[$"{Device} {key}"] = value;
        return ValueTask.CompletedTask;
    }

    protected override ValueTask DeleteAsync(string key, CancellationToken cancellationToken)
    {
        Texts.TryRemove($"{Device} {key}", out _);
        return ValueTask.CompletedTask;
    }
}
// </docs>
