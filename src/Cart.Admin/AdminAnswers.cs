using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Cart.Admin;

/// <summary>Represents a response that is data for a program and a page for a browser.</summary>
internal sealed record Shown<T>(T Body, JsonTypeInfo<T> Type, PageResult Page) : IResult
{
    /// <summary>Gets the version of the value, for its entity tag; null for a value without one.</summary>
    public long? Version { get; init; }

    public Task ExecuteAsync(HttpContext httpContext) => AdminConventions.IsForPerson(httpContext)
        ? Page.ExecuteAsync(httpContext)
        : new AnswerResult<T>(Body, Type) { Version = Version }.ExecuteAsync(httpContext);
}

/// <summary>Redirects a browser to another page after a form, so that a reload does not send the form again (RFC 9110, 15.4.4).</summary>
/// <param name="Address">A path of this site.</param>
/// <param name="Notice">The action that the page reports: <c>created</c>, <c>saved</c> or <c>deleted</c>.</param>
internal sealed record SeeOther(string Address, string Notice) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
        httpContext.Response.Headers.Location = AdminLinks.With(Address, ("done", Notice));
        return Task.CompletedTask;
    }
}

/// <summary>Represents a part of a list.</summary>
internal readonly record struct ListPart<T>(ImmutableArray<T> Rows, bool HasMore);

/// <summary>Splits lists.</summary>
internal static class ListPart
{
    /// <summary>Returns the first <paramref name="size"/> entries. The caller has read one more, to know whether more follow.</summary>
    public static ListPart<T> Of<T>(ImmutableArray<T> found, int size) =>
        found.Length > size ? new(found[..size], HasMore: true) : new(found, HasMore: false);
}

/// <summary>Specifies how the bodies of the API are read and written.</summary>
[JsonSerializable(typeof(OperatorCartsBody))]
[JsonSerializable(typeof(OperatorCartDetailBody))]
[JsonSerializable(typeof(OperatorDiscountBody))]
[JsonSerializable(typeof(OperatorDiscountsBody))]
[JsonSerializable(typeof(OperatorOrderBody))]
[JsonSerializable(typeof(OperatorOrdersBody))]
[JsonSerializable(typeof(AuditBody))]
internal sealed partial class AdminJsonContext : JsonSerializerContext
{
    /// <summary>Gets a context that does not escape non-ASCII characters, because responses are JSON and never part of a page.</summary>
    public static AdminJsonContext Relaxed { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
