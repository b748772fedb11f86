// Whether every service behind the gateway can serve: the same answer as services/local/gateway.py gives on one machine.
// Each service's own answer by its name, the worst state of any as the gateway's, 503 when one cannot serve.

var SERVICES = ["escalation", "indicators", "publication"];
var STATES = ["ready", "degraded", "not ready"];

function told(reply) {
    var document = null;
    try {
        document = reply.status === 200 || reply.status === 503 ? JSON.parse(reply.responseText) : null;
    } catch (error) {
        document = null;
    }
    if (document !== null && typeof document === "object" && STATES.indexOf(document.status) >= 0) {
        return document;
    }
    return { status: STATES[2], reasons: ["it gave no answer"] };
}

async function ready(r) {
    var replies = await Promise.all(SERVICES.map(function (name) {
        return r.subrequest("/gateway/readyz/" + name);
    }));
    var services = {};
    var worst = 0;
    replies.forEach(function (reply, index) {
        var document = told(reply);
        services[SERVICES[index]] = document;
        worst = Math.max(worst, STATES.indexOf(document.status));
    });
    r.headersOut["Content-Type"] = "application/json";
    r.headersOut["Cache-Control"] = "no-store";
    r.return(worst === 2 ? 503 : 200, JSON.stringify({ status: STATES[worst], services: services }));
}

export default { ready };
